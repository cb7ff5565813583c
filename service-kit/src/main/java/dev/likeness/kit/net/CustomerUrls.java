package dev.likeness.kit.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks a URL from a customer before it is accepted: absolute, a host, no user info, {@code https}
 * - or {@code http} where the deployment exempts the host's address (development). The address is
 * checked once more when it is dialled, by {@link GuardedHttpClient}. Thread safe; looks the host
 * up.
 */
public final class CustomerUrls {
  /** The objection to a URL that would lead inside. */
  public static final String NOT_PUBLIC = "leads to an address that is not public";

  private static final int LONGEST = 2048;
  private static final int LAST_PORT = 65_535;

  /** Where the last label is a number, programs disagree about the address that is meant. */
  private static final Pattern NUMBER_LAST =
      Pattern.compile("(.*\\.)?(\\d+|0[xX]\\p{XDigit}*)\\.?");

  private static final Pattern DOTTED_QUAD = Pattern.compile("((0|[1-9]\\d{0,2})(\\.(?!$)|$)){4}");

  private final AddressPolicy policy;

  public CustomerUrls(AddressPolicy policy) {
    this.policy = policy;
  }

  /**
   * Why {@code url} cannot be accepted, as the end of a sentence that begins with the field's name;
   * empty if it can.
   */
  public Optional<String> objectionTo(String url) {
    if (url.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters");
    }
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || uri.getScheme() == null) {
        return Optional.of("must be an absolute https URL");
      }
      if (uri.getUserInfo() != null) {
        return Optional.of("must not contain a user name or password");
      }
      if (uri.getPort() > LAST_PORT) {
        return Optional.of("names a port that does not exist");
      }
      if (NUMBER_LAST.matcher(uri.getHost()).matches()
          && !DOTTED_QUAD.matcher(uri.getHost()).matches()) {
        return Optional.of("writes its host's address in an unusual way");
      }
      return objectionTo(uri);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL: " + e.getReason());
    }
  }

  private Optional<String> objectionTo(URI uri) {
    boolean secure = uri.getScheme().equalsIgnoreCase("https");
    if (!secure && !uri.getScheme().equalsIgnoreCase("http")) {
      return Optional.of("must be an https URL, not " + uri.getScheme());
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
        if (policy.allowsByExemption(address) || (secure && policy.allows(address))) {
          return Optional.empty();
        }
        if (policy.allows(address)) {
          return Optional.of("must be an https URL");
        }
      }
      return Optional.of(NOT_PUBLIC);
    } catch (UnknownHostException e) {
      return secure
          ? Optional.empty()
          : Optional.of("must be an https URL"); // the name may come to life before we call
    }
  }
}
