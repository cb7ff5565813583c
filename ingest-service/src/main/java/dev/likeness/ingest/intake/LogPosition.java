package dev.likeness.ingest.intake;

/**
 * Where a record lies in {@code job-commands}.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record LogPosition(int partition, long offset) {}
