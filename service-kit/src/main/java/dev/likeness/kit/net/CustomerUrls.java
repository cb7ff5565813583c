package dev.likeness.kit.net;

import dev.likeness.contract.FailureCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the form of a URL from a customer before it is accepted: absolute, a host, no user info,
 * {@code https} - or {@code http} where the deployment exempts the address (development). An
 * address is judged where the host is written as one; no name server is asked, so that nobody waits
 * for one. Where a name leads is checked when it is dialled, by {@link GuardedHttpClient}. Thread
 * safe.
 */
public final class CustomerUrls {
  private static final int LONGEST = 2048;
  private static final int LAST_PORT = 65_535;
  private static final String UNUSUAL = "writes its host's address in an unusual way";

  /** Where the last label is a number, programs disagree about the address that is meant. */
  private static final Pattern NUMBER_LAST =
      Pattern.compile("(.*\\.)?(\\d+|0[xX]\\p{XDigit}*)\\.?");

  private static final Pattern DOTTED_QUAD = Pattern.compile("((0|[1-9]\\d{0,2})(\\.(?!$)|$)){4}");

  /** RFC 6761: these names are the loopback address, and no name server is to be asked. */
  private static final Pattern LOCALHOST =
      Pattern.compile("(.*\\.)?localhost\\.?", Pattern.CASE_INSENSITIVE);

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final AddressPolicy policy;

  public CustomerUrls(AddressPolicy policy) {
    this.policy = policy;
  }

  /** Why {@code url} cannot be accepted; empty if it can. */
  public Optional<Objection> objectionTo(String url) {
    if (url.length() > LONGEST) {
      return invalid("is longer than " + LONGEST + " characters");
    }
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || uri.getScheme() == null) {
        return invalid("must be an absolute https URL");
      }
      if (uri.getUserInfo() != null) {
        return invalid("must not contain a user name or password");
      }
      if (uri.getPort() > LAST_PORT) {
        return invalid("names a port that does not exist");
      }
      if (NUMBER_LAST.matcher(uri.getHost()).matches()
          && !DOTTED_QUAD.matcher(uri.getHost()).matches()) {
        return addressRefused(UNUSUAL);
      }
      return objectionTo(uri);
    } catch (URISyntaxException e) {
      return invalid("is not a URL: " + e.getReason());
    }
  }

  private Optional<Objection> objectionTo(URI uri) {
    boolean secure = uri.getScheme().equalsIgnoreCase("https");
    if (!secure && !uri.getScheme().equalsIgnoreCase("http")) {
      return invalid("must be an https URL, not " + uri.getScheme());
    }
    Optional<InetAddress> written;
    try {
      written = addressIn(uri.getHost());
    } catch (IllegalArgumentException e) {
      return addressRefused(UNUSUAL);
    }
    if (written.isPresent() && policy.allowsByExemption(written.get())) {
      return Optional.empty();
    }
    if (written.isPresent() && !policy.allows(written.get())) {
      return addressRefused("leads to an address that is not public");
    }
    return secure ? Optional.empty() : invalid("must be an https URL");
  }

  /** The address that {@code host} is written as; empty if it is a name. */
  private static Optional<InetAddress> addressIn(String host) {
    if (LOCALHOST.matcher(host).matches()) {
      return Optional.of(LOOPBACK);
    }
    if (host.startsWith("[")) {
      return Optional.of(InetAddress.ofLiteral(host.substring(1, host.length() - 1)));
    }
    return DOTTED_QUAD.matcher(host).matches()
        ? Optional.of(InetAddress.ofLiteral(host))
        : Optional.empty();
  }

  private static Optional<Objection> invalid(String predicate) {
    return Optional.of(new Objection(FailureCode.INVALID_REQUEST, predicate));
  }

  private static Optional<Objection> addressRefused(String predicate) {
    return Optional.of(new Objection(FailureCode.ADDRESS_NOT_ALLOWED, predicate));
  }

  /**
   * Why a URL cannot be accepted.
   *
   * @param code {@code INVALID_REQUEST}, or {@code ADDRESS_NOT_ALLOWED} where it is about the
   *     address
   * @param predicate end of a sentence that begins with the field's name
   */
  public record Objection(FailureCode code, String predicate) {}
}
