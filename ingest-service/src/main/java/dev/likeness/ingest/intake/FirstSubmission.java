package dev.likeness.ingest.intake;

import java.time.Instant;

/**
 * What the scheduler remembers of the submission that made a job.
 *
 * @param fingerprint SHA-256 of the canonical request
 * @param createdAt when the edge accepted it
 */
public record FirstSubmission(String fingerprint, Instant createdAt) {}
