package dev.likeness.ingest.scheduler;

/**
 * What the scheduler keeps for a partition. The states are stored with what they led to, or not at
 * all; the other three are indexes that follow from them, and are filled anew at each start.
 *
 * @param timers of jobs that have not ended
 * @param backlog jobs that wait to be released
 * @param unfetched jobs that wait for their photos to be fetched
 */
public record Stores(JobStates states, Timers timers, Backlog backlog, Backlog unfetched) {}
