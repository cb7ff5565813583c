package dev.likeness.ingest.photos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.ingest.testing.Photos;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {

  @Test
  void readsTheSizeOfAPng() {
    assertThat(ImageHeader.of(Photos.png(40, 30))).hasValue(new ImageHeader("image/png", 40, 30));
  }

  @Test
  void readsTheSizeOfAJpeg() {
    assertThat(ImageHeader.of(Photos.jpeg(40, 30))).hasValue(new ImageHeader("image/jpeg", 40, 30));
  }

  @Test
  void readsTheSizeOfAGif() {
    assertThat(ImageHeader.of(Photos.gif(40, 30))).hasValue(new ImageHeader("image/gif", 40, 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // lossy: frame tag, start code 9d012a, 40, 30
        "56503820 10000000 000000 9d012a 2800 1e00",
        // lossless: 0x2f, then 14 bits of width - 1 and 14 bits of height - 1
        "5650384c 10000000 2f 27400700 000000000000",
        // extended: flags, then 3 bytes of width - 1 and 3 bytes of height - 1
        "56503858 0a000000 00000000 270000 1d0000"
      })
  void readsTheSizeOfAWebp(String chunk) {
    String file = "52494646 1a000000 57454250" + chunk;

    assertThat(ImageHeader.of(HexFormat.of().parseHex(file.replace(" ", ""))))
        .hasValue(new ImageHeader("image/webp", 40, 30));
  }

  @ParameterizedTest
  @MethodSource("photos")
  void findsNothingOrTheTruthInAnyBeginOfAFile(byte[] photo) {
    var whole = ImageHeader.of(photo);

    for (int length = 0; length < photo.length; length++) {
      assertThat(ImageHeader.of(Arrays.copyOf(photo, length)))
          .satisfiesAnyOf(
              header -> assertThat(header).isEmpty(),
              header -> assertThat(header).isEqualTo(whole));
    }
  }

  static Stream<byte[]> photos() {
    return Stream.of(Photos.png(9, 8), Photos.jpeg(9, 8), Photos.gif(9, 8), heic(9, 8));
  }

  @Test
  void readsTheSizeOfTheLargestPictureOfAHeic() {
    assertThat(ImageHeader.of(heic(40, 30))).hasValue(new ImageHeader("image/heic", 40, 30));
  }

  @Test
  void findsNothingInFilmsAndOtherPhotosOfTheSameContainer() {
    byte[] avif = heic(40, 30);
    System.arraycopy("avifavif".getBytes(StandardCharsets.US_ASCII), 0, avif, 8, 8);

    assertThat(ImageHeader.of(avif)).isEmpty();
  }

  /** A thumbnail of 4 x 3 pixels, and the photo. */
  private static byte[] heic(int width, int height) {
    byte[] properties = join(box("ispe", 0, 4, 3), box("ispe", 0, width, height));
    byte[] meta = join(new byte[4], box("iprp", box("ipco", properties)));
    byte[] brands = "heicmif1".getBytes(StandardCharsets.US_ASCII);
    return join(box("ftyp", brands), box("meta", meta));
  }

  private static byte[] box(String name, int... numbers) {
    var content = ByteBuffer.allocate(4 * numbers.length);
    IntStream.of(numbers).forEach(content::putInt);
    return box(name, content.array());
  }

  private static byte[] box(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  @Test
  void survivesAnyBytesAfterAMagicNumber() {
    var random = new Random(42);
    for (byte[] magic : photos().toList()) {
      for (int round = 0; round < 2_000; round++) {
        var bytes = new byte[random.nextInt(12, 200)];
        random.nextBytes(bytes);
        System.arraycopy(magic, 0, bytes, 0, random.nextInt(4, 12));

        ImageHeader.of(bytes).ifPresent(header -> assertThat(header.pixels()).isPositive());
      }
    }
  }

  @Test
  void findsNothingInText() {
    byte[] page = "<html><body>404 Not Found</body></html>".getBytes(StandardCharsets.UTF_8);

    assertThat(ImageHeader.of(page)).isEmpty();
  }
}
