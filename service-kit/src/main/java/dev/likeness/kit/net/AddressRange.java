package dev.likeness.kit.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A block of addresses in CIDR notation (RFC 4632). IPv4 and IPv6 never contain each other. */
record AddressRange(List<Byte> network, int prefixBits) {

  /**
   * @throws IllegalArgumentException unless {@code cidr} is an address literal, a slash and a
   *     number of bits
   */
  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !cidr.substring(0, slash).matches("[0-9A-Fa-f:.]+")) {
      throw new IllegalArgumentException(
          "expected an address range such as 127.0.0.0/8, got " + cidr);
    }
    try {
      byte[] bytes =
          InetAddress.getByName(cidr.substring(0, slash))
              .getAddress(); // a literal: nothing is looked up
      return new AddressRange(boxed(bytes), Integer.parseInt(cidr.substring(slash + 1)));
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected an address range such as 127.0.0.0/8, got " + cidr, e);
    }
  }

  static List<AddressRange> list(String... cidrs) {
    return Arrays.stream(cidrs).map(AddressRange::parse).toList();
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != network.size()) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >>> (bit % 8);
      if (((bytes[bit / 8] ^ network.get(bit / 8)) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Byte> boxed(byte[] bytes) {
    var list = new ArrayList<Byte>(bytes.length);
    for (byte b : bytes) {
      list.add(b);
    }
    return List.copyOf(list);
  }
}
