package dev.likeness.kit.net;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Reads and checks a URL from a customer, before it is accepted and again before it is called:
 * absolute, a host, no user info, a port of HTTP, {@code https} - or {@code http} where the
 * deployment exempts the address (development). An address is judged where the host is written as
 * one; no name server is asked, so that nobody waits for one. Where a name leads is checked when it
 * is dialled, by {@link GuardedHttpClient}. Thread safe.
 */
public final class CustomerUrls {
  private static final int MAX_LENGTH = 2048;

  private final AddressPolicy policy;

  public CustomerUrls(AddressPolicy policy) {
    this.policy = policy;
  }

  /** What came of a check. */
  public sealed interface Checked {
    record Accepted(HttpUrl url) implements Checked {}

    record Refused(Objection objection) implements Checked {}
  }

  /**
   * Why a URL cannot be accepted.
   *
   * @param code {@code INVALID_REQUEST}, or {@code ADDRESS_NOT_ALLOWED} where it is about the
   *     address
   * @param predicate end of a sentence that begins with the field's name
   */
  public record Objection(FailureCode code, String predicate) {}

  public Checked check(String url) {
    if (url.length() > MAX_LENGTH) {
      return invalid("is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return check(HttpUrl.parse(url));
    } catch (UrlSyntaxException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same for where an accepted URL leads by a redirect.
   *
   * @param reference as it stands in the {@code Location} header
   */
  public Checked checkRedirect(HttpUrl from, String reference) {
    try {
      return check(from.resolve(reference));
    } catch (UrlSyntaxException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  /** Why {@code url} cannot be accepted; empty if it can. */
  public Optional<Objection> objectionTo(String url) {
    return switch (check(url)) {
      case Checked.Accepted _ -> Optional.empty();
      case Checked.Refused(var objection) -> Optional.of(objection);
    };
  }

  private Checked check(HttpUrl url) {
    if (url.hasUnusualAddress()) {
      return addressRefused("writes its host's address in an unusual way");
    }
    Optional<InetAddress> written = url.writtenAddress();
    if (!PortPolicy.allows(url.port())) {
      return addressRefused(
          "names port " + url.port() + ", which is not one on which web servers are called");
    }
    if (written.isPresent() && policy.allowsByExemption(written.get())) {
      return new Checked.Accepted(url);
    }
    if (written.isPresent() && !policy.allows(written.get())) {
      return addressRefused("leads to an address that is not public");
    }
    return url.secure() ? new Checked.Accepted(url) : invalid("must be an https URL");
  }

  private static Checked invalid(String predicate) {
    return new Checked.Refused(new Objection(FailureCode.INVALID_REQUEST, predicate));
  }

  private static Checked addressRefused(String predicate) {
    return new Checked.Refused(new Objection(FailureCode.ADDRESS_NOT_ALLOWED, predicate));
  }
}
