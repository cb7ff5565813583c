package dev.likeness.kit.url;

import java.net.IDN;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hosts of URLs. International names become ASCII by IDNA; of its versions, those of 2003 and 2008
 * disagree about four characters, with which a name is refused. Underscores are allowed: the DNS
 * has no objection to them, and hosts with them exist.
 *
 * <p>Sources: RFC 3986 section 3.2.2, RFC 1123 section 2.1, RFC 2181 section 11, RFC 3490, UTS #46.
 */
final class HostName {
  private static final int MAX_LENGTH = 253;
  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
  private static final Pattern LABELS =
      Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*\\.?");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]");

  /** Sharp s, final sigma, zero width non-joiner and joiner. */
  private static final Pattern DISPUTED = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

  /** Where the last label is a number, programs disagree about the address that is meant. */
  private static final Pattern NUMBER_LAST = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

  private static final Pattern DOTTED_QUAD = Pattern.compile("((0|[1-9]\\d{0,2})(\\.(?!$)|$)){4}");

  /** RFC 6761: these names are the loopback address, and no name server is to be asked. */
  private static final Pattern LOCALHOST = Pattern.compile("(.*\\.)?localhost\\.?");

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private HostName() {}

  /**
   * @throws UrlSyntaxException if {@code text} is no host, or not clearly one
   */
  static String of(String text) throws UrlSyntaxException {
    if (IPV6.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    if (text.contains("%")) {
      throw new UrlSyntaxException("is not a URL: its host is percent-encoded");
    }
    boolean ascii = ASCII.matcher(text).matches();
    String name = ascii ? text.toLowerCase(Locale.ROOT) : byIdna(text);
    if (name.length() > MAX_LENGTH || !LABELS.matcher(name).matches()) {
      throw new UrlSyntaxException("is not a URL: its host is no host name");
    }
    if (!ascii && NUMBER_LAST.matcher(name).matches()) {
      throw new UrlSyntaxException("writes its host's address in an unusual way");
    }
    return name;
  }

  /** Whether {@code host} is written as an address that programs read in different ways. */
  static boolean isUnusualAddress(String host) {
    if (NUMBER_LAST.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
      return true;
    }
    try {
      var _ = addressIn(host);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /**
   * The address that {@code host} is written as; empty if it is a name.
   *
   * @throws IllegalArgumentException if it is written like an address and is none
   */
  static Optional<InetAddress> addressIn(String host) {
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

  private static String byIdna(String text) throws UrlSyntaxException {
    if (DISPUTED.matcher(text).find()) {
      throw new UrlSyntaxException(
          "has a host name that programs read in different ways; write it with xn--");
    }
    // The JDK's tables are those of Unicode 3.2: what it does not know is folded before.
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    try {
      return IDN.toASCII(folded, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new UrlSyntaxException("is not a URL: its host is no international host name");
    }
  }
}
