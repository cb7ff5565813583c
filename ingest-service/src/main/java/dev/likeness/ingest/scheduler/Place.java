package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.Lane;

/**
 * Where a job waits. A job keeps its place over retries, so that a retry goes before what came
 * later.
 *
 * @param sequence grows in the order in which the partition's jobs were asked for; no two jobs of a
 *     partition have the same
 */
public record Place(Lane lane, String account, long sequence) {}
