package dev.likeness.callback.webhook;

import java.net.URI;
import java.net.URISyntaxException;
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
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  public String endpoint() {
    return endpointOf(url);
  }

  /**
   * What of a URL shares its fate with others: scheme, host and port, whatever way they are
   * written. Any text is its own endpoint if it is no URL of a host.
   */
  public static String endpointOf(String url) {
    try {
      URI uri = new URI(url);
      return uri.getScheme() == null || uri.getHost() == null ? url : endpointOf(uri);
    } catch (URISyntaxException e) {
      return url;
    }
  }

  private static String endpointOf(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    boolean needsPort = uri.getPort() >= 0 && uri.getPort() != usual;
    return scheme + "://" + host + (needsPort ? ":" + uri.getPort() : "");
  }
}
