package dev.likeness.callback.webhook;

import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;

/**
 * A receiver of webhooks: what shares its fate. Many accounts have theirs at one host, where only
 * the path tells whose it is, so the account and all of the URL but its query belong to it.
 *
 * @param url as {@link HttpUrl#endpoint()}, or any text that is no URL
 */
public record Endpoint(String account, String url) {
  private static final char SEPARATOR = ' ';

  /** Where a webhook of {@code account} goes. */
  public static Endpoint of(String account, String url) {
    try {
      return new Endpoint(account, HttpUrl.parse(url).endpoint());
    } catch (UrlSyntaxException e) {
      return new Endpoint(account, url);
    }
  }

  /** What {@link #stored} has written; older entries without an account belong to nobody. */
  public static Endpoint parse(String stored) {
    int separator = stored.indexOf(SEPARATOR);
    return separator < 0
        ? new Endpoint("", stored)
        : new Endpoint(stored.substring(0, separator), stored.substring(separator + 1));
  }

  /** No name of an account contains a space. */
  public String stored() {
    return account + SEPARATOR + url;
  }

  /** Scheme, host and port: what accounts share. */
  public String host() {
    int authority = url.indexOf("://");
    int path = authority < 0 ? -1 : url.indexOf('/', authority + 3);
    return path < 0 ? url : url.substring(0, path);
  }
}
