package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Lane;

/** Where a submission came from. It names the submission in the job's record. */
public sealed interface Origin {

  /** Name for the job's record and for log lines. */
  String requestId();

  /** The share of the workers that a job from there competes for, unless it trains. */
  Lane lane();

  /**
   * A call that was answered at once with a handle, or waits for the result.
   *
   * @param requestId the call's {@code X-Request-Id}
   * @param async whether the caller goes away and asks later
   */
  record HttpCall(String requestId, boolean async) implements Origin {
    @Override
    public Lane lane() {
      return async ? Lane.STANDARD : Lane.INTERACTIVE;
    }
  }

  /** A record of a submissions topic. It names its job, so that reading it twice makes one job. */
  record TopicRecord(String topic, int partition, long offset) implements Origin {
    @Override
    public String requestId() {
      return topic + "-" + partition + "-" + offset;
    }

    @Override
    public Lane lane() {
      return Lane.BATCH;
    }
  }
}
