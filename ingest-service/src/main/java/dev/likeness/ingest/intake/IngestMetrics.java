package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.Lane;
import java.time.Duration;

/** What is counted at intake. Thread safe; never fails, never blocks. */
public interface IngestMetrics {
  /** Counts nothing. */
  IngestMetrics NONE = new IngestMetrics() {};

  /** A submission became a job. {@code took} includes storing the photos that came along. */
  default void accepted(Lane lane, Duration took) {}

  default void refused(Lane lane, FailureCode code) {}

  /** Input bytes written to the blob store. */
  default void stored(long bytes) {}

  /** A synchronous caller went away with 504. */
  default void syncTimedOut() {}

  /** A record of a submissions topic waits because something of ours is down. */
  default void submissionsHeldBack() {}
}
