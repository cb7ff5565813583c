package dev.likeness.kit.net;

import java.net.Inet6Address;
import java.net.InetAddress;

/** A prefix under which IPv6 addresses stand for IPv4 addresses (RFC 6052 section 2.2). */
record Nat64Prefix(AddressRange range) {
  private static final int IPV6_BYTES = 16;

  /** This byte is always zero and holds nothing of the IPv4 address. */
  private static final int RESERVED_BYTE = 8;

  /**
   * @throws IllegalArgumentException unless {@code cidr} is an IPv6 prefix of a length that is
   *     defined
   */
  static Nat64Prefix parse(String cidr) {
    AddressRange range = AddressRange.parse(cidr);
    boolean defined =
        switch (range.prefixBits()) {
          case 32, 40, 48, 56, 64, 96 -> range.network().size() == IPV6_BYTES;
          default -> false;
        };
    if (!defined) {
      throw new IllegalArgumentException(
          "expected a NAT64 prefix such as 2001:db8:64::/96, of 32, 40, 48, 56, 64 or 96 bits, got"
              + " '"
              + cidr
              + "'");
    }
    return new Nat64Prefix(range);
  }

  boolean contains(Inet6Address address) {
    return range.contains(address);
  }

  /** The IPv4 address that {@code address} stands for. */
  InetAddress translated(Inet6Address address) {
    byte[] from = address.getAddress();
    var four = new byte[4];
    int at = range.prefixBits() / Byte.SIZE;
    for (int i = 0; i < four.length; i++, at++) {
      if (at == RESERVED_BYTE) {
        at++;
      }
      four[i] = from[at];
    }
    return AddressRange.address(four);
  }
}
