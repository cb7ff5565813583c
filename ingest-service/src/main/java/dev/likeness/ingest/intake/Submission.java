package dev.likeness.ingest.intake;

import org.jspecify.annotations.Nullable;

/**
 * A request for a job by a known account: what HTTP calls and topic records both become.
 *
 * @param account id of the account that pays
 * @param callbackUrl receives the finished job; null for none
 * @param clientRequestId the customer's idempotency value; null for none
 */
public record Submission(
    String account,
    Origin origin,
    Work work,
    @Nullable String callbackUrl,
    @Nullable String clientRequestId) {

  /** Whether the customer gets a handle now and the result later. */
  public boolean async() {
    return switch (origin) {
      case Origin.HttpCall call -> call.async();
      case Origin.TopicRecord _ -> true;
    };
  }
}
