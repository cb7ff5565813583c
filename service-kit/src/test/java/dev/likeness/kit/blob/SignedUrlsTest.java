package dev.likeness.kit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlsTest {
  private static final URI BASE = URI.create("https://likeness.example");
  private static final String KEY = "inputs/acme/0a1b";
  private static final long EXPIRES = 1_800_000_000;
  private static final Instant BEFORE = Instant.ofEpochSecond(EXPIRES - 1);

  /**
   * By {@code printf 'inputs/acme/0a1b\n1800000000' | openssl dgst -sha256 -hmac
   * 'signed-urls/v1/not a secret'}.
   */
  private static final String SIGNATURE =
      "0cd6878881309fb283d64675fbd2732048b3a0eae4b5fa4d2c967e9e916e3551";

  private final SignedUrls urls = new SignedUrls(BASE, "not a secret");

  @Test
  void signs() {
    assertThat(urls.sign(KEY, Instant.ofEpochSecond(EXPIRES)))
        .hasToString(
            "https://likeness.example/v1/phota/files/inputs/acme/0a1b?expires=1800000000&signature="
                + SIGNATURE);
  }

  @Test
  void acceptsWhatItSignedUntilItExpires() {
    assertThat(urls.accepts(KEY, EXPIRES, SIGNATURE, BEFORE)).isTrue();
    assertThat(urls.accepts(KEY, EXPIRES, SIGNATURE, BEFORE.plusSeconds(1))).isFalse();
    assertThat(urls.accepts(KEY, EXPIRES, SIGNATURE, Instant.MAX)).isFalse();
  }

  @Test
  void refusesAnotherKeyOrExpiry() {
    assertThat(urls.accepts("inputs/acme/0a1c", EXPIRES, SIGNATURE, BEFORE)).isFalse();
    assertThat(urls.accepts(KEY, EXPIRES + 1, SIGNATURE, BEFORE)).isFalse();
    assertThat(urls.accepts("inputs/acme/0a1b\n1800000000", EXPIRES, SIGNATURE, BEFORE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0cd6878881309fb283d64675fbd2732048b3a0eae4b5fa4d2c967e9e916e3550",
        "0CD6878881309FB283D64675FBD2732048B3A0EAE4B5FA4D2C967E9E916E3551",
        "0cd6878881309fb283d64675fbd2732048b3a0eae4b5fa4d2c967e9e916e35510",
        "\u00e9"
      })
  void refusesAnotherSignature(String signature) {
    assertThat(urls.accepts(KEY, EXPIRES, signature, BEFORE)).isFalse();
  }

  @Test
  void refusesTheSignatureOfAnotherDeployment() {
    var others = new SignedUrls(BASE, "another secret");

    assertThat(others.accepts(KEY, EXPIRES, SIGNATURE, BEFORE)).isFalse();
  }

  @Test
  void signsNothingThatIsNoBlobKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> urls.sign("../secret", BEFORE));
  }
}
