package dev.likeness.kit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
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

  private static final String ASKED =
      SignedUrls.PATH + "inputs/acme/0a1b?expires=1800000000&signature=" + SIGNATURE;

  private final SignedUrls urls = new SignedUrls(BASE, "not a secret");

  @Test
  void signs() {
    assertThat(urls.sign(KEY, Instant.ofEpochSecond(EXPIRES)))
        .hasToString(
            "https://likeness.example/v1/phota/files/inputs/acme/0a1b?expires=1800000000&signature="
                + SIGNATURE);
  }

  @Test
  void grantsWhatItSignedUntilItExpires() {
    assertThat(urls.grant(ASKED, BEFORE))
        .contains(new SignedUrls.Grant(KEY, Instant.ofEpochSecond(EXPIRES)));
    assertThat(urls.grant(ASKED, BEFORE.plusSeconds(1))).isEmpty();
    assertThat(urls.grant(ASKED, Instant.MAX)).isEmpty();
  }

  @Test
  void grantsNoOtherKeyOrExpiry() {
    for (String other :
        new String[] {
          ASKED.replace("0a1b", "0a1c"),
          ASKED.replace("1800000000", "1800000001"),
          ASKED.replace("files/", "files/x/"),
        }) {
      assertThat(urls.grant(other, BEFORE)).as(other).isEmpty();
    }
  }

  /** Other spellings of the same URL, which some servers would take for it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a1b;a=b?expires=1800000000&signature=S",
        "0a1b?expires=+1800000000&signature=S",
        "0a1b?expires=%2B1800000000&signature=S",
        "0a1b?expires=01800000000&signature=S",
        "0a1b?expires=\u0661\u0668\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660&signature=S",
        "0a1b?expires=1&expires=1800000000&signature=S",
        "0a1b?expires=1800000000&expires=1900000000&signature=S",
        "0a1b?signature=S&expires=1800000000",
        "0a1b?expires=1800000000&signature=S&download=1",
        "0a1b?expires=1800000000&signature=S&",
        "0a1b?expires=1800000000&signature=S#x",
        "0a1b/?expires=1800000000&signature=S",
        "%30a1b?expires=1800000000&signature=S",
        "./0a1b?expires=1800000000&signature=S",
        "../acme/0a1b?expires=1800000000&signature=S",
        "0a1b?Expires=1800000000&signature=S",
        "0a1b?expires=1800000000&signature=s",
        "0a1b?expires=1800000000",
        "0a1b?null",
        "0a1b",
      })
  void eachBlobHasOneUrlOnly(String spelling) {
    String asked =
        SignedUrls.PATH
            + "inputs/acme/"
            + spelling
                .replace("=S", "=" + SIGNATURE)
                .replace("=s", "=" + SIGNATURE.toUpperCase(Locale.ROOT));

    assertThat(urls.grant(asked, BEFORE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0cd6878881309fb283d64675fbd2732048b3a0eae4b5fa4d2c967e9e916e3550",
        "0cd6878881309fb283d64675fbd2732048b3a0eae4b5fa4d2c967e9e916e35510",
        "\u00e9"
      })
  void refusesAnotherSignature(String signature) {
    assertThat(urls.grant(ASKED.replace(SIGNATURE, signature), BEFORE)).isEmpty();
  }

  @Test
  void refusesTheSignatureOfAnotherDeployment() {
    assertThat(new SignedUrls(BASE, "another secret").grant(ASKED, BEFORE)).isEmpty();
  }

  @Test
  void signsNothingThatIsNoBlobKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> urls.sign("../secret", BEFORE));
  }
}
