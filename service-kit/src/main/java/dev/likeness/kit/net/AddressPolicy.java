package dev.likeness.kit.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called for a customer. Only public unicast addresses, and the ranges that
 * the deployment allows in addition; also where IPv6 carries an IPv4 address (mapped, NAT64, 6to4),
 * by that address. Beside the special-purpose ranges, the address at which virtual machines of
 * Azure reach their host is none that customers may name. Immutable.
 *
 * <p>Sources: RFC 6890 (special-purpose registries), RFC 6598 (shared address space), RFC 4291
 * (global unicast, IPv4-mapped), RFC 6052 (NAT64), RFC 3056 (6to4), RFC 3849 and 9637
 * (documentation), RFC 5214 section 6.1 (ISATAP).
 */
public final class AddressPolicy {
  private static final List<AddressRange> NOT_PUBLIC =
      AddressRange.list(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "168.63.129.16/32",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20");
  private static final Nat64Prefix NAT64 = Nat64Prefix.parse("64:ff9b::/96");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
  private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

  /** Ten zero bytes and two of ones: as a literal it would be read as the IPv4 address within. */
  private static final AddressRange IPV4_MAPPED =
      AddressRange.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96);

  private final List<AddressRange> allowed;
  private final List<Nat64Prefix> nat64;

  /**
   * @param allowed ranges in CIDR notation that may be called although they are not public; usually
   *     none
   */
  public AddressPolicy(List<String> allowed) {
    this(allowed, List.of());
  }

  /**
   * As {@link #AddressPolicy(List)}.
   *
   * @param nat64 prefixes under which the deployment's own network translates to IPv4, beside the
   *     well-known one: of 32, 40, 48, 56, 64 or 96 bits
   */
  public AddressPolicy(List<String> allowed, List<String> nat64) {
    this.allowed = allowed.stream().map(AddressRange::parse).toList();
    this.nat64 = Stream.concat(Stream.of(NAT64), nat64.stream().map(Nat64Prefix::parse)).toList();
  }

  /** The ranges in a setting: separated by commas, none if it is blank. */
  public static List<String> rangesIn(String setting) {
    return Stream.of(setting.split(",")).map(String::strip).filter(r -> !r.isEmpty()).toList();
  }

  /** Whether the deployment allows the address although it is not public. */
  public boolean allowsByExemption(InetAddress address) {
    return allowed.stream().anyMatch(range -> range.contains(address));
  }

  public boolean allows(InetAddress address) {
    return allowsByExemption(address) || isPublic(address);
  }

  private boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> NOT_PUBLIC.stream().noneMatch(range -> range.contains(four));
      case Inet6Address six -> isPublic(six);
      default -> false;
    };
  }

  private boolean isPublic(Inet6Address six) {
    byte[] bytes = six.getAddress();
    for (Nat64Prefix prefix : nat64) {
      if (prefix.contains(six)) {
        return isPublic(prefix.translated(six));
      }
    }
    if (IPV4_MAPPED.contains(six)) {
      return isPublic(AddressRange.address(Arrays.copyOfRange(bytes, 12, 16)));
    }
    if (SIX_TO_FOUR.contains(six)) {
      return isPublic(AddressRange.address(Arrays.copyOfRange(bytes, 2, 6)));
    }
    return GLOBAL_UNICAST.contains(six)
        && !isIsatap(bytes)
        && NOT_PUBLIC.stream().noneMatch(r -> r.contains(six));
  }

  /** A tunnel to an IPv4 address of the site whose prefix it has. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }
}
