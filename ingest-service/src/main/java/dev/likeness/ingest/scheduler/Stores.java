package dev.likeness.ingest.scheduler;

/** What the scheduler keeps for a partition; changed together or not at all. */
public record Stores(JobStates states, Timers timers, Backlog backlog, Slots slots, Lanes lanes) {}
