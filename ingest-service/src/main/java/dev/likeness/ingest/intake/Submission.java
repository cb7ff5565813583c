package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A request for a job: what HTTP calls and topic records both become.
 *
 * @param account id of the account that pays
 * @param callbackUrl receives the finished job; null for none
 * @param clientRequestId the customer's idempotency value; null for none
 * @param tag the customer's own mark; null for none
 */
public record Submission(
    String account,
    Origin origin,
    Work work,
    @Nullable String callbackUrl,
    @Nullable String clientRequestId,
    @Nullable String tag) {

  /** Whether the customer gets a handle now and the result later. */
  public boolean async() {
    return switch (origin) {
      case Origin.HttpCall call -> call.async();
      case Origin.TopicRecord _ -> true;
    };
  }

  /** The share of the workers that the job competes for. */
  public Lane lane() {
    return work.operation() == Operation.TRAIN ? Lane.TRAINING : origin.lane();
  }

  Submission with(Work other) {
    return new Submission(account, origin, other, callbackUrl, clientRequestId, tag);
  }
}
