package dev.likeness.callback.webhook;

/**
 * One attempt that is due.
 *
 * @param callbackId the same for every attempt at this webhook
 * @param body the exact bytes to sign and send; shared, not to be changed
 * @param attemptNumber 1 for the first
 */
public record WebhookDelivery(
    String jobId, String account, String callbackId, String url, byte[] body, int attemptNumber) {
  public Endpoint endpoint() {
    return Endpoint.of(account, url);
  }
}
