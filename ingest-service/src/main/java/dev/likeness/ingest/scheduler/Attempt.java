package dev.likeness.ingest.scheduler;

import java.time.Instant;

/**
 * One try at a job.
 *
 * @param id fencing token: only outcomes with it count
 * @param number 1 for the first of a round
 */
public record Attempt(String id, int number, Instant releasedAt) {}
