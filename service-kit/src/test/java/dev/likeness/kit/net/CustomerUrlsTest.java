package dev.likeness.kit.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.net.CustomerUrls.Objection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerUrlsTest {
  private static final Objection NOT_PUBLIC =
      new Objection(FailureCode.ADDRESS_NOT_ALLOWED, "leads to an address that is not public");

  private final CustomerUrls strict = new CustomerUrls(new AddressPolicy(List.of()));
  private final CustomerUrls development =
      new CustomerUrls(new AddressPolicy(List.of("127.0.0.0/8")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://8.8.8.8/photo.jpg",
        "https://8.8.8.8:8443/photo.jpg?size=large#part",
        "https://fotos.b\u00FCcher.example/\u65E5\u672C\u8A9E?q=\u00E9",
        "https://my_bucket.example/a b|c.jpg",
        "https://[2606:4700:4700::1111]:443/",
        " https://example.invalid/pasted \n",
        "HTTPS://[2606:4700:4700::1111]/",
        "https://not-yet-known.invalid/hook"
      })
  void acceptsHttpsToPublicHosts(String url) {
    assertThat(strict.objectionTo(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://8.8.8.8/, must be an https URL",
    "http://not-yet-known.invalid/, must be an https URL",
    "ftp://8.8.8.8/, 'must be an https URL, not ftp'",
    "file://8.8.8.8/etc/passwd, 'must be an https URL, not file'",
    "gopher://8.8.8.8/, 'must be an https URL, not gopher'",
    "file:///etc/passwd, must be an absolute https URL",
    "//8.8.8.8/photo.jpg, must be an absolute https URL",
    "photo.jpg, must be an absolute https URL",
    "mailto:a@example.invalid, must be an absolute https URL",
    "https:///photo.jpg, must be an absolute https URL",
    "'', must be an absolute https URL",
    "https://user@8.8.8.8/, must not contain a user name or password",
    "https://user:secret@8.8.8.8/, must not contain a user name or password",
    "https://8.8.8.8:65536/, names a port that does not exist",
    "https://8.8.8.8:0/, names a port that does not exist",
    "https://8.8.8.8:999999999999999999999/, names a port that does not exist",
    "'https://8.8.8.8\\@10.0.0.1/', 'is not a URL: it contains a backslash; use a slash'",
    "https://stra\u00DFe.example/, 'has a host name that programs read in different ways; write it"
        + " with xn--'",
    "https://a..b.example/, 'is not a URL: its host is no host name'",
    "https://%31%32%37.0.0.1/, 'is not a URL: its host is percent-encoded'"
  })
  void objectsToOtherForms(String url, String objection) {
    assertThat(strict.objectionTo(url).map(Objection::predicate)).contains(objection);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[fe80::1]/",
        "https://LocalHost./",
        "https://photos.localhost/",
        "http://127.0.0.1/"
      })
  void objectsToHostsInside(String url) {
    assertThat(strict.objectionTo(url)).contains(NOT_PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://2130706433/", // 127.0.0.1 as one number
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/", // octal
        "https://127.1/",
        "https://010.0.0.1/",
        "https://127.0.0.1./",
        "https://127.0.0.0x1/",
        "https://[fe80::1%25nowhere]/",
        "https://[fe80::1%nowhere]/",
        "https://%31%32%37.0.0.1/",
        "https://\u2460\u2461\u2466.0.0.1/",
        "https://127\u30020\u30020\u30021/",
        "https://256.1.1.1/",
        "https://[::1::2]/"
      })
  void objectsToOtherWaysOfWritingAnAddress(String url) {
    assertThat(strict.objectionTo(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://exa mple.invalid/", "https://[::1", "https://8.8.8.8/%zz"})
  void objectsToWhatIsNoUrl(String url) {
    assertThat(strict.objectionTo(url).map(Objection::predicate))
        .get()
        .asString()
        .startsWith("is not a URL: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 22, 25, 53, 110, 143, 445, 587, 993, 2375, 3306, 5432, 6379, 9092, 11211})
  void objectsToPortsOfOtherProtocols(int port) {
    assertThat(strict.objectionTo("https://hooks.example:" + port + "/"))
        .contains(
            new Objection(
                FailureCode.ADDRESS_NOT_ALLOWED,
                "names port " + port + ", which is not one on which web servers are called"));
    assertThat(development.objectionTo("http://127.0.0.1:" + port + "/")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {80, 443, 1024, 3000, 4443, 5000, 8000, 8080, 8443, 8888, 9000, 49_152, 65_535})
  void acceptsPortsOfWebServers(int port) {
    assertThat(strict.objectionTo("https://hooks.example:" + port + "/")).isEmpty();
  }

  @Test
  void objectsToOverlongUrls() {
    String url = "https://8.8.8.8/" + "x".repeat(2032);

    assertThat(url).hasSize(2048);
    assertThat(strict.objectionTo(url)).isEmpty();
    assertThat(strict.objectionTo(url + "x").map(Objection::predicate))
        .contains("is longer than 2048 characters");
  }

  @Test
  void judgesANameByItsFormAlone() {
    assertThat(strict.objectionTo("https://not-yet-known.invalid/")).isEmpty();
    assertThat(development.objectionTo("http://not-yet-known.invalid/").map(Objection::predicate))
        .contains("must be an https URL");
  }

  @Test
  void acceptsPlainHttpWhereTheDeploymentExemptsTheHost() {
    assertThat(development.objectionTo("http://127.0.0.1:8080/hook")).isEmpty();
    assertThat(development.objectionTo("https://127.0.0.1:8080/hook")).isEmpty();
    assertThat(development.objectionTo("http://localhost:8080/hook")).isEmpty();
    assertThat(development.objectionTo("http://8.8.8.8/hook").map(Objection::predicate))
        .contains("must be an https URL");
    assertThat(development.objectionTo("http://10.0.0.1/hook")).contains(NOT_PUBLIC);
  }
}
