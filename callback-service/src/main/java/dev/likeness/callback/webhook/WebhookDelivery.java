package dev.likeness.callback.webhook;

import java.net.URI;
import java.util.Locale;

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
   * What of a URL shares its fate with others: scheme, host and port. Any text is its own endpoint
   * if it is no URL.
   */
  public static String endpointOf(String url) {
    try {
      URI uri = URI.create(url);
      return (uri.getScheme() + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return url;
    }
  }
}
