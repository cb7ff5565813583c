package dev.likeness.ingest.scheduler;

/**
 * What the scheduler keeps for a partition; changed together or not at all.
 *
 * @param backlog jobs that wait to be released
 * @param unfetched jobs that wait for their photos to be fetched
 */
public record Stores(
    JobStates states,
    Timers timers,
    Backlog backlog,
    Backlog unfetched,
    Slots slots,
    Lanes lanes) {}
