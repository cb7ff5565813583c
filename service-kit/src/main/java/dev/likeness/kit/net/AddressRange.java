package dev.likeness.kit.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of addresses in CIDR notation (RFC 4632). IPv4 and IPv6 never contain each other. */
record AddressRange(List<Byte> network, int prefixBits) {
  /** What Java reads beside these, "10" or "10.1" for example, would be a typing error here. */
  private static final Pattern WHOLE_LITERAL =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * @throws IllegalArgumentException unless {@code cidr} is a whole address literal, a slash and
   *     the number of bits that count
   */
  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !WHOLE_LITERAL.matcher(cidr.substring(0, slash)).matches()) {
      throw malformed(cidr, null);
    }
    try {
      byte[] network = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
      int prefixBits = Integer.parseInt(cidr.substring(slash + 1));
      if (prefixBits < 0 || prefixBits > network.length * Byte.SIZE) {
        throw malformed(cidr, null);
      }
      return of(network, prefixBits);
    } catch (IllegalArgumentException e) {
      throw malformed(cidr, e);
    }
  }

  static AddressRange of(byte[] network, int prefixBits) {
    return new AddressRange(boxed(network), prefixBits);
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

  private static IllegalArgumentException malformed(String cidr, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "expected an address range such as 10.0.0.0/8 or fd00::/8, got '" + cidr + "'", cause);
  }

  private static List<Byte> boxed(byte[] bytes) {
    var list = new ArrayList<Byte>(bytes.length);
    for (byte b : bytes) {
      list.add(b);
    }
    return List.copyOf(list);
  }
}
