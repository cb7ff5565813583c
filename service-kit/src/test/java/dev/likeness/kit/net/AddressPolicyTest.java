package dev.likeness.kit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private final AddressPolicy strict = new AddressPolicy(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::64",
        "64:ff9b::8.8.8.8",
        "2002:0808:0808::1"
      })
  void allowsPublicAddresses(String literal) {
    assertThat(strict.allows(InetAddress.ofLiteral(literal))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, this network",
    "0.255.255.255, this network",
    "10.0.0.0, private",
    "10.255.255.255, private",
    "100.64.0.0, shared by carriers",
    "100.127.255.255, shared by carriers",
    "127.0.0.1, loopback",
    "127.255.255.255, loopback",
    "169.254.169.254, metadata of clouds",
    "168.63.129.16, host of virtual machines",
    "172.16.0.0, private",
    "172.31.255.255, private",
    "192.0.0.8, protocol assignments",
    "192.0.2.1, documentation",
    "192.88.99.1, 6to4 relays",
    "192.168.0.0, private",
    "192.168.255.255, private",
    "198.18.0.1, benchmarks",
    "198.19.255.255, benchmarks",
    "198.51.100.7, documentation",
    "203.0.113.7, documentation",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, broadcast"
  })
  void refusesIpv4AddressesThatAreNotPublic(String literal, String why) {
    assertThat(strict.allows(InetAddress.ofLiteral(literal))).as(why).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "::, unspecified",
    "::1, loopback",
    "::127.0.0.1, IPv4-compatible",
    "::8.8.8.8, IPv4-compatible and out of use",
    "64:ff9b::10.0.0.1, NAT64 of a private address",
    "64:ff9b::169.254.169.254, NAT64 of the metadata of clouds",
    "64:ff9b:1::1, NAT64 of this network",
    "100::1, discard",
    "2001::1, Teredo",
    "2606:4700::5efe:10.0.0.1, ISATAP of a private address",
    "2606:4700::200:5efe:8.8.8.8, ISATAP",
    "64:ff9b::168.63.129.16, NAT64 of the host of virtual machines",
    "2001:db8::1, documentation",
    "2002:0a00:0001::, 6to4 of a private address",
    "2002:7f00:0001::1, 6to4 of loopback",
    "3fff::1, documentation",
    "4000::1, not assigned",
    "5f00::1, segment routing",
    "fc00::1, unique local",
    "fd00:ec2::254, metadata of clouds",
    "fe80::1, link local",
    "fec0::1, site local",
    "ff02::1, multicast"
  })
  void refusesIpv6AddressesThatAreNotPublic(String literal, String why) {
    assertThat(strict.allows(InetAddress.ofLiteral(literal))).as(why).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, false", "10.1.2.3, false", "169.254.169.254, false", "8.8.8.8, true"})
  void judgesMappedAddressesByTheAddressWithin(String four, boolean allowed) throws Exception {
    assertThat(strict.allows(InetAddress.ofLiteral("::ffff:" + four))).isEqualTo(allowed);
    assertThat(strict.allows(asNameServersGiveIt(four))).isEqualTo(allowed);
  }

  /** Java turns a literal into an {@code Inet4Address}, but not what an AAAA record holds. */
  private static InetAddress asNameServersGiveIt(String four) throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(InetAddress.ofLiteral(four).getAddress(), 0, mapped, 12, 4);
    return Inet6Address.getByAddress(null, mapped, -1);
  }

  @ParameterizedTest
  @CsvSource({
    "2620:64::/32, 2620:64:a00:1::, false",
    "2620:64::/32, 2620:64:808:808::, true",
    "2620:64:ff00::/40, 2620:64:ff0a:0:1::, false",
    "2620:64:ff00::/40, 2620:64:ff08:808:8::, true",
    "2620:64:1::/48, 2620:64:1:a00:0:100::, false",
    "2620:64:1::/48, 2620:64:1:808:8:800::, true",
    "2620:64:1:ff00::/56, 2620:64:1:ff0a:0:1::, false",
    "2620:64:1:ff00::/56, 2620:64:1:ff08:8:808::, true",
    "2620:64:1:2::/64, 2620:64:1:2:a:0:100:0, false",
    "2620:64:1:2::/64, 2620:64:1:2:8:808:800:0, true",
    "2620:64:1:2::/96, 2620:64:1:2::169.254.169.254, false",
    "2620:64:1:2::/96, 2620:64:1:2::8.8.8.8, true"
  })
  void judgesWhatTheDeploymentsOwnNat64TranslatesByTheAddressWithin(
      String prefix, String literal, boolean allowed) {
    var policy = new AddressPolicy(List.of(), List.of(prefix));

    assertThat(policy.allows(InetAddress.ofLiteral(literal))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "2620:64::/33", "2620:64::", "2620:64::/128"})
  void refusesWhatIsNoNat64Prefix(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddressPolicy(List.of(), List.of(prefix)));
  }

  @Test
  void exemptsJustTheRangesOfTheDeployment() {
    var policy = new AddressPolicy(List.of("127.0.0.0/8", "10.20.0.0/15", "fd12:3400::/24"));

    assertThat(policy.allows(InetAddress.ofLiteral("127.9.9.9"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("10.21.255.255"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("10.22.0.0"))).isFalse();
    assertThat(policy.allows(InetAddress.ofLiteral("fd12:34ff::1"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("fd12:3500::1"))).isFalse();
    assertThat(policy.allows(InetAddress.ofLiteral("::1"))).isFalse();
  }

  @Test
  void tellsExemptAddressesFromPublicOnes() {
    var policy = new AddressPolicy(List.of("127.0.0.1/32"));

    assertThat(policy.allowsByExemption(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(policy.allowsByExemption(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    assertThat(policy.allowsByExemption(InetAddress.ofLiteral("8.8.8.8"))).isFalse();
  }

  @Test
  void aPrefixOfNoBitsIsEveryAddressOfItsFamily() {
    var policy = new AddressPolicy(List.of("0.0.0.0/0"));

    assertThat(policy.allows(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("::1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10/8",
        "10.0/8",
        "256.0.0.0/8",
        "::/129",
        ":::/1",
        "fe.de/8",
        "localhost/8",
        "::ffff:10.0.0.0/104",
        "10.0.0.0/8,11.0.0.0/8"
      })
  void refusesWhatIsNoRange(String range) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddressPolicy(List.of(range)))
        .withMessage(
            "expected an address range such as 10.0.0.0/8 or fd00::/8, got '" + range + "'");
  }
}
