package dev.likeness.kit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {
  private static final ImageCheck CHECK = new ImageCheck(ImageLimits.STANDARD);

  @ParameterizedTest
  @CsvSource({"png, PNG", "jpeg, JPEG", "gif, GIF"})
  void readsTheSizeOfWhatTheJdkWrites(String written, ImageFormat format) {
    assertThat(ImageHeader.of(file(written, 40, 30))).isEqualTo(new ImageHeader(format, 40, 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // lossy: length, frame tag (a first partition of no bytes), start code 9d012a, 40, 30
        "56503820 0a000000 000000 9d012a 2800 1e00",
        // lossless: length, 0x2f, then 14 bits of width - 1 and 14 bits of height - 1
        "5650384c 05000000 2f 27400700 00",
        // extended: flags, 3 bytes of width - 1 and of height - 1; then a lossy picture
        "56503858 0a000000 00000000 270000 1d0000 56503820 0a000000 000000 9d012a 2800 1e00",
        // animated: a frame at (4, 2) of 20 x 10 on a canvas of 40 x 30
        "56503858 0a000000 02000000 270000 1d0000 414e4d46 22000000 020000 010000 130000 090000"
            + " 000000 00 56503820 0a000000 000000 9d012a 1400 0a00"
      })
  void readsTheSizeOfAWebp(String chunks) {
    assertThat(ImageHeader.of(webp(chunks))).isEqualTo(new ImageHeader(ImageFormat.WEBP, 40, 30));
  }

  @Test
  void readsTheSizeOfThePrimaryPictureOfAHeic() {
    assertThat(ImageHeader.of(heic("hvc1", 40, 30)))
        .isEqualTo(new ImageHeader(ImageFormat.HEIF, 40, 30));
    assertThat(ImageHeader.of(heic("av01", 40, 30)))
        .isEqualTo(new ImageHeader(ImageFormat.AVIF, 40, 30));
  }

  @Test
  void readsAHeicWithAnythingBehindIt() {
    byte[] photo = heic("hvc1", 40, 30);
    for (byte[] behind : new byte[][] {new byte[3], new byte[100], {1, 2, 3, 4, 5, 6, 7, 8, 9}}) {
      assertThat(ImageHeader.of(join(photo, behind)).width()).isEqualTo(40);
    }
  }

  @Test
  void skipsBytesBetweenTheSegmentsOfAJpeg() {
    byte[] jpeg = file("jpeg", 40, 30);
    int second = 4 + ByteBuffer.wrap(jpeg).getShort(4);
    byte[] odd =
        join(
            join(Arrays.copyOf(jpeg, second), new byte[] {0, 0, 0, 7, (byte) 0xff, 0}),
            Arrays.copyOfRange(jpeg, second, jpeg.length));
    byte[] shortSegment = odd.clone();
    shortSegment[5] = 1; // the length of APP0, which cannot be less than 2

    assertThat(ImageHeader.of(odd)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 40, 30));
    assertThat(ImageHeader.of(shortSegment)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 40, 30));
  }

  @ParameterizedTest
  @MethodSource("photos")
  void findsTheTruthOrTheFaultInAnyBeginOfAFile(byte[] photo) {
    ImageHeader whole = ImageHeader.of(photo);

    for (int length = 0; length < photo.length; length++) {
      assertThat(read(Arrays.copyOf(photo, length))).isIn(Optional.empty(), Optional.of(whole));
    }
  }

  @ParameterizedTest
  @MethodSource("photos")
  void saysThatAFileIsCutOff(byte[] photo) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> ImageHeader.of(Arrays.copyOf(photo, Math.min(30, photo.length - 2))))
        .withMessageContaining("is cut off");
  }

  static Stream<byte[]> photos() {
    return Stream.of(
        file("png", 9, 8),
        file("jpeg", 9, 8),
        file("gif", 9, 8),
        heic("hvc1", 9, 8),
        webp("56503820 0a000000 000000 9d012a 0900 0800"));
  }

  @Test
  void survivesAnyBytesAfterAMagicNumber() {
    var random = new Random(42);
    for (byte[] photo : photos().toList()) {
      for (int round = 0; round < 2_000; round++) {
        byte[] bytes = Arrays.copyOf(photo, random.nextInt(12, photo.length + 60));
        for (int i = 0; i < 4; i++) {
          bytes[random.nextInt(4, bytes.length)] = (byte) random.nextInt();
        }

        read(bytes).ifPresent(header -> assertThat(header.pixels()).isPositive());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "49492a00 08000000, A TIFF",
    "4d4d002a 00000008, A TIFF",
    "424d3600 00000000, A BMP",
    "0000000c 6a502020 0d0a870a, A JPEG 2000",
    "ff0a0000 00000000, A JPEG XL",
    "25504446 2d312e37, A PDF",
    "00000014 66747970 69736f6d 00000200, A film",
    "ffd8 ffc9 0011 08 0008 0008 03 012200 021101 031101 ffda 0000, arithmetic coding",
    "ffd8 ffc3 0011 08 0008 0008 03 012200 021101 031101 ffda 0000, A lossless JPEG"
  })
  void namesFormatsThatAreNotRead(String bytes, String name) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> ImageHeader.of(HexFormat.of().parseHex(bytes.replace(" ", ""))))
        .withMessageContaining(name)
        .withMessageContaining("is not supported: send JPEG, PNG, WebP, GIF, HEIC or AVIF.")
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.INVALID_IMAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><html><body>Log in</body></html>', An HTML page",
    "'  \n<html lang=\"en\">', An HTML page",
    "'\u00EF\u00BB\u00BF<!-- a comment --><!doctype HTML>', An HTML page",
    "'<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>', An XML document",
    "'<svg xmlns=\"http://www.w3.org/2000/svg\"/>', An SVG file",
    "'{\"error\": \"expired\"}', A JSON document",
    "'[1]', A JSON document",
    "Not found, A text file",
    "'\u001F\u008B\b', A file compressed with gzip",
    "'', An empty file"
  })
  void saysWhatCameInsteadOfAPhoto(String content, String name) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> ImageHeader.of(content.getBytes(StandardCharsets.ISO_8859_1)))
        .withMessage(name + " is not supported: send JPEG, PNG, WebP, GIF, HEIC or AVIF.");
  }

  @Test
  void saysNothingOfWhatItDoesNotKnow() {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> ImageHeader.of(new byte[] {1, 2, 3}))
        .withMessageContaining("not an image");
  }

  @Test
  void holdsTheSizeAgainstOneSetOfLimits() {
    assertThat(CHECK.check(heic("hvc1", 8160, 6144)).width()).isEqualTo(8160);
    assertTooLarge(heic("hvc1", 8200, 6300), FailureCode.IMAGE_TOO_LARGE);
    assertTooLarge(heic("hvc1", 16_385, 1), FailureCode.IMAGE_TOO_LARGE);
    assertTooLarge(new byte[(25 << 20) + 1], FailureCode.PAYLOAD_TOO_LARGE);
  }

  @Test
  void treatsAllFormatsAlike() {
    int packed = (8160 - 1) | (6144 - 1) << 14;
    String size = HexFormat.of().toHexDigits(Integer.reverseBytes(packed));

    assertThat(CHECK.check(webp("5650384c 05000000 2f" + size + "00")).height()).isEqualTo(6144);
    assertThat(CHECK.check(heic("av01", 8160, 6144)).height()).isEqualTo(6144);
  }

  private static void assertTooLarge(byte[] file, FailureCode code) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> CHECK.check(file))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static Optional<ImageHeader> read(byte[] file) {
    try {
      return Optional.of(ImageHeader.of(file));
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  private static byte[] file(String format, int width, int height) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] webp(String chunks) {
    byte[] content = HexFormat.of().parseHex("57454250" + chunks.replace(" ", ""));
    return ByteBuffer.allocate(8 + content.length)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(Integer.reverseBytes(content.length))
        .put(content)
        .array();
  }

  /** A photo of one coded picture (of two bytes), and the size of a thumbnail before its own. */
  private static byte[] heic(String kind, int width, int height) {
    byte[] ftyp = box("ftyp", "heicmif1".getBytes(StandardCharsets.US_ASCII));
    byte[] configuration = box(kind.equals("hvc1") ? "hvcC" : "av1C", new byte[] {1});
    byte[] properties =
        join(join(box("ispe", 0, 4, 3), box("ispe", 0, width, height)), configuration);
    byte[] entry =
        join(
            HexFormat.of().parseHex("02000000" + "0001" + "0000"),
            (kind + "\0").getBytes(StandardCharsets.US_ASCII));
    byte[] associations = HexFormat.of().parseHex("00000000" + "00000001" + "0001" + "02" + "0203");
    byte[] location =
        HexFormat.of().parseHex("01000000" + "4400" + "0001" + "0001" + "0001" + "0000" + "0001");
    byte[] extent = ByteBuffer.allocate(8).putInt(0).putInt(2).array();
    byte[] meta =
        Stream.of(
                new byte[4],
                box("pitm", HexFormat.of().parseHex("00000000" + "0001")),
                box("iinf", join(HexFormat.of().parseHex("00000000" + "0001"), box("infe", entry))),
                box("iprp", join(box("ipco", properties), box("ipma", associations))),
                box("iloc", join(location, extent)),
                box("idat", new byte[] {1, 2}))
            .reduce(new byte[0], ImageHeaderTest::join);
    return join(ftyp, box("meta", meta));
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
}
