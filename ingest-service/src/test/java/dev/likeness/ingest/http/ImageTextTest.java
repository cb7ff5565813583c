package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.kit.error.RefusalException;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTextTest {
  /** Its base64 has both characters in which the alphabets differ, and padding. */
  private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, (byte) 0xbe, 'x'};

  private static final String PLAIN = "+/++eA==";

  @ParameterizedTest
  @MethodSource("spellings")
  void takesEverySpellingOfBase64ThatMeansOneThing(String text) {
    assertThat(bytes(text)).isEqualTo(BYTES);
  }

  static Stream<String> spellings() {
    return Stream.of(
        PLAIN,
        "-_--eA==",
        "+/-+eA==",
        "+/++eA",
        "-_--eA",
        " +/++eA== ",
        "+/++\neA==\n",
        "+/++\r\neA\r\n==",
        "+/ ++\te A==",
        "data:image/png;base64," + PLAIN,
        "DATA:IMAGE/PNG;BASE64," + PLAIN,
        "data:;base64," + PLAIN,
        "data:image/jpeg;charset=utf-8;base64," + PLAIN,
        "data:image/jpeg; base64," + PLAIN,
        "data:image/jpeg;base64,\n" + PLAIN,
        " data:image/jpeg;base64, -_--eA",
        "data:image/png;base64,%2B%2F%2B%2BeA%3D%3D",
        "data:image/png;base64,+/++eA%3d%3d%0A");
  }

  @Test
  void isRightForEveryLength() {
    var random = new Random(1);
    for (int size = 1; size < 200; size++) {
      var bytes = new byte[size];
      random.nextBytes(bytes);

      assertThat(bytes(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
      assertThat(bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
          .isEqualTo(bytes);
      assertThat(bytes(Base64.getMimeEncoder().encodeToString(bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "=",
        "A",
        "AAAAA",
        "AA=",
        "AA===",
        "AAA==",
        "AAAA=",
        "AAAA====",
        "AA==AA==",
        "AA=A",
        "%%%",
        "AA*A",
        "\u00c4AAA",
        "data:image/png;base64,",
        "data:image/png;base64,%zz",
        "data:image/png,AAAA",
        "data:,AAAA",
        "data:image/png;base64AAAA",
        "ftp://photos.example/one.png"
      })
  void refusesWhatIsNoBase64(String text) {
    assertThatThrownBy(() -> ImageText.read("image", text))
        .isInstanceOfSatisfying(
            RefusalException.class,
            e -> {
              assertThat(e.refusal().code()).isEqualTo(FailureCode.INVALID_IMAGE);
              assertThat(e.refusal().detail()).startsWith("image ");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://photos.example/one.png", " HTTPS://photos.example/one.png\n"})
  void takesUrls(String text) {
    assertThat(ImageText.read("image", text)).isEqualTo(new ImageSource.AtUrl(text.strip()));
  }

  private static byte[] bytes(String text) {
    return ((ImageSource.Inline) ImageText.read("image", text)).bytes();
  }
}
