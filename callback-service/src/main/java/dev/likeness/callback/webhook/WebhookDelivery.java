package dev.likeness.callback.webhook;

import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;

/**
 * One attempt that is due.
 *
 * @param callbackId the same for every attempt at this webhook
 * @param body the exact bytes to sign and send; shared, not to be changed
 * @param attemptNumber 1 for the first
 */
public record WebhookDelivery(
    String jobId, String account, String callbackId, String url, byte[] body, int attemptNumber) {
  public String endpoint() {
    return endpointOf(url);
  }

  /**
   * What of a URL shares its fate with others: scheme, host, port and path, whatever way they are
   * written. Any text is its own endpoint if it is no URL.
   */
  public static String endpointOf(String url) {
    try {
      return HttpUrl.parse(url).endpoint();
    } catch (UrlSyntaxException e) {
      return url;
    }
  }
}
