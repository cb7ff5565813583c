package dev.likeness.kit.url;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute {@code http} or {@code https} URL in the one form in which it is checked, called and
 * shared out, all of it ASCII. What a customer writes is read as browsers do (RFC 3986, RFC 3987,
 * the URL standard of WHATWG): host names in lower case and by IDNA ({@link HostName}), other
 * characters than those of RFC 3986 percent-encoded as UTF-8, what is encoded already left as it
 * is, fragments left out. Where programs disagree about what is meant, it is refused.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1 to 65535, also where it is the scheme's own
 * @param target path, at least {@code /}, and query
 */
public record HttpUrl(String scheme, String host, int port, String target) {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");
  private static final Pattern AUTHORITY = Pattern.compile("//([^/?#\\\\]*)(.*)");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::(\\d*))?");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern DIGITS_OF_A_PORT = Pattern.compile("0*([1-9]\\d{0,4})");
  private static final String NOT_ABSOLUTE = "must be an absolute https URL";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  /**
   * @throws UrlSyntaxException if {@code text} is no such URL, or one with a user name
   */
  public static HttpUrl parse(String text) throws UrlSyntaxException {
    String url = text.strip();
    if (CONTROL.matcher(url).find()) {
      throw new UrlSyntaxException("is not a URL: it contains a control character");
    }
    Matcher absolute = SCHEME.matcher(url);
    if (!absolute.matches()) {
      throw new UrlSyntaxException(NOT_ABSOLUTE);
    }
    Matcher parts = AUTHORITY.matcher(absolute.group(2));
    if (!parts.matches() || parts.group(1).isEmpty()) {
      throw new UrlSyntaxException(NOT_ABSOLUTE);
    }
    return of(schemeOf(absolute.group(1)), parts.group(1), parts.group(2));
  }

  private static HttpUrl of(String scheme, String authority, String rest)
      throws UrlSyntaxException {
    if (authority.contains("@")) {
      throw new UrlSyntaxException("must not contain a user name or password");
    }
    Matcher parts = HOST_AND_PORT.matcher(authority);
    if (!parts.matches()) {
      throw new UrlSyntaxException("is not a URL: its host and port cannot be read");
    }
    int ownPort = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    String port = parts.group(2);
    return new HttpUrl(
        scheme,
        HostName.of(parts.group(1)),
        port == null || port.isEmpty() ? ownPort : portOf(port),
        UrlTarget.encoded(rest));
  }

  private static String schemeOf(String text) throws UrlSyntaxException {
    if (text.equalsIgnoreCase("https")) {
      return "https";
    }
    if (text.equalsIgnoreCase("http")) {
      return "http";
    }
    throw new UrlSyntaxException("must be an https URL, not " + text);
  }

  private static int portOf(String digits) throws UrlSyntaxException {
    Matcher number = DIGITS_OF_A_PORT.matcher(digits);
    int port = number.matches() ? Integer.parseInt(number.group(1)) : 0;
    if (port < 1 || port > MAX_PORT) {
      throw new UrlSyntaxException("names a port that does not exist");
    }
    return port;
  }

  /**
   * The URL that {@code reference} means on this one: RFC 3986 section 5.2.
   *
   * @param reference for example a {@code Location} header
   * @throws UrlSyntaxException if that is no URL
   */
  public HttpUrl resolve(String reference) throws UrlSyntaxException {
    String text = reference.strip();
    int fragment = text.indexOf('#');
    String relative = fragment < 0 ? text : text.substring(0, fragment);
    if (SCHEME.matcher(relative).matches()) {
      return parse(relative);
    }
    if (relative.startsWith("//")) {
      return parse(scheme + ":" + relative);
    }
    if (relative.isEmpty()) {
      return this;
    }
    String path = UrlTarget.pathOf(target);
    String absolute =
        switch (relative.charAt(0)) {
          case '?' -> path + relative;
          case '/' -> UrlTarget.withoutDots(relative);
          default -> UrlTarget.withoutDots(path.substring(0, path.lastIndexOf('/') + 1) + relative);
        };
    return new HttpUrl(scheme, host, port, UrlTarget.encoded(absolute));
  }

  public boolean secure() {
    return scheme.equals("https");
  }

  /** Whether the host is written as an address that programs read in different ways. */
  public boolean hasUnusualAddress() {
    return HostName.isUnusualAddress(host);
  }

  /** The address that the host is written as; empty if it is a name. */
  public Optional<InetAddress> writtenAddress() {
    return HostName.addressIn(host);
  }

  /** The port as it is written behind the host; -1 if it is the scheme's own. */
  public int writtenPort() {
    return port == (secure() ? HTTPS_PORT : HTTP_PORT) ? -1 : port;
  }

  /** Scheme, host and port. */
  public String origin() {
    return scheme + "://" + host + (writtenPort() < 0 ? "" : ":" + port);
  }

  /** All but the query: what stands for one receiver, also where many share a host. */
  public String endpoint() {
    return origin() + UrlTarget.pathOf(target);
  }

  @Override
  public String toString() {
    return origin() + target;
  }
}
