package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.JobStatus;

/** What the view counts. Thread safe; does nothing unless overridden. */
public interface ViewMetrics {
  default void ended(JobStatus status) {}

  default void anomaly(StateAnomaly anomaly) {}

  default void callbackDue() {}

  /** A job was removed because its retention is over. */
  default void purged() {}
}
