package dev.likeness.ingest.scheduler;

/** How a job ended. */
public enum Ending {
  SUCCEEDED,
  FAILED,
  CANCELLED,
  EXPIRED
}
