package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Profiles;
import dev.likeness.worker.testing.Scenes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DecoderExtension.class)
class ImageDecoderTest {
  private final ImageDecoder decoder;

  ImageDecoderTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void decodesTheFormatsThatPeopleSend(String format) {
    BufferedImage image = filled(40, 30, new Color(200, 100, 50));

    try (Photo photo = decoder.decode(ImageFiles.file(image, format))) {
      assertThat(photo.width()).isEqualTo(40);
      assertThat(photo.height()).isEqualTo(30);
      assertColour(photo, 20, 15, 200, 100, 50, 4);
    }
  }

  @Test
  void decodesWebp() {
    try (Photo photo = decoder.decode(aWebp())) {
      assertThat(photo.width()).isEqualTo(1);
      assertThat(photo.height()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void readsInStripsWhatWouldNotFitIntoTheHeap(String format) {
    ImageDecoder little = withHeap(3 * 300 * 200 / 4);
    byte[] file = ImageFiles.file(Scenes.house(300, 200), format);

    try (Photo inStrips = little.decode(file);
        Photo whole = decoder.decode(file)) {
      assertThat(Photos.bytes(inStrips)).isEqualTo(Photos.bytes(whole));
    }
  }

  @ParameterizedTest
  @CsvSource({"png, 8192", "png, 9001", "jpg, 8192", "jpg, 12000", "gif, 8192"})
  void averagesFinePatternsInsteadOfTakingEveryOtherPixel(String format, int width) {
    BufferedImage stripes = filled(width, 48, Color.BLACK);
    for (int x = 0; x < width; x += 2) {
      paint(stripes, x, 0, 1, 48, Color.WHITE);
    }

    try (Photo photo = decoder.decode(ImageFiles.file(stripes, format))) {
      assertThat(photo.width()).isEqualTo(4096);
      for (int x = 100; x < 4000; x += 77) {
        assertThat(Photos.rgb(photo, x, 9) & 255).isCloseTo(128, within(70));
      }
      assertThat(meanLight(photo)).isCloseTo(128, within(2.0));
    }
  }

  @Test
  void averagesAPhotoWithAProfileThatDoesNotFitIntoTheHeap() throws Exception {
    BufferedImage stripes = filled(400, 400, Color.BLACK);
    for (int y = 0; y < 400; y += 2) {
      paint(stripes, 0, y, 400, 1, Color.WHITE);
    }
    byte[] file = ImageFiles.jpegWithProfile(ImageFiles.file(stripes, "jpg"), Profiles.displayP3());
    var little = new DecodeLimits(ImageLimits.STANDARD, 200, 400 * 400, Duration.ofSeconds(20));

    try (Photo photo = new ImageDecoder(little).decode(file)) {
      assertThat(photo.width()).isEqualTo(200);
      assertThat(meanLight(photo)).isCloseTo(128, within(2.0));
      assertThat(Photos.rgb(photo, 99, 99) & 255).isCloseTo(128, within(6));
    }
  }

  private static double meanLight(Photo photo) {
    byte[] bytes = Photos.bytes(photo);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 255).average().orElseThrow();
  }

  private static ImageDecoder withHeap(int bytes) {
    return new ImageDecoder(
        new DecodeLimits(ImageLimits.STANDARD, 1000, bytes, Duration.ofSeconds(20)));
  }

  @Test
  void refusesABombByItsHeader() throws Exception {
    byte[] bomb = ImageFiles.pngBomb(50_000, 50_000);

    assertThat(bomb.length).isBetween(250_000, 350_000);
    assertRefused(() -> decoder.decode(bomb), FailureCode.IMAGE_TOO_LARGE, "50000 x 50000");
  }

  @Test
  void refusesTooManyPixelsWithinTheSides() throws Exception {
    byte[] file = ImageFiles.pngBomb(10_000, 6_000);

    assertRefused(() -> decoder.decode(file), FailureCode.IMAGE_TOO_LARGE, "10000 x 6000");
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    byte[] file = new byte[(25 << 20) + 1];

    assertRefused(() -> decoder.decode(file), FailureCode.PAYLOAD_TOO_LARGE, "26214401 bytes");
  }

  @Test
  void refusesWhatIsNotAnImage() {
    byte[] file = "<html><body>404 Not Found</body></html>".getBytes(StandardCharsets.UTF_8);

    assertRefused(
        () -> decoder.decode(file),
        FailureCode.INVALID_IMAGE,
        "JPEG, PNG, WebP, GIF, HEIC or AVIF");
    assertRefused(() -> decoder.decode(new byte[0]), FailureCode.INVALID_IMAGE, "An empty file");
    assertRefused(() -> decoder.decode(new byte[3]), FailureCode.INVALID_IMAGE, "not an image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void refusesAFileThatIsCutOff(String format) {
    byte[] whole = ImageFiles.file(Scenes.clutter(200, 200, 1), format);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);

    assertRefused(() -> decoder.decode(half), FailureCode.INVALID_IMAGE, "file is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void neverFailsOtherwiseOnDamagedBytes(String format) {
    byte[] whole = ImageFiles.file(Scenes.clutter(60, 60, 2), format);

    IntStream.range(3, Math.min(whole.length, 400))
        .forEach(
            at -> {
              byte[] damaged = whole.clone();
              damaged[at] ^= (byte) 0x5a;
              try {
                decoder.decode(damaged).close();
              } catch (ImageRefused refused) {
                assertThat(refused.code().retryable()).isFalse();
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    "1, 20, 10, RED, GREEN, BLUE",
    "2, 20, 10, GREEN, RED, WHITE",
    "3, 20, 10, WHITE, BLUE, GREEN",
    "4, 20, 10, BLUE, WHITE, RED",
    "5, 10, 20, RED, BLUE, GREEN",
    "6, 10, 20, BLUE, RED, WHITE",
    "7, 10, 20, WHITE, GREEN, BLUE",
    "8, 10, 20, GREEN, WHITE, RED"
  })
  void turnsPhotosUpright(
      int tag, int width, int height, String topLeft, String topRight, String bottomLeft)
      throws Exception {
    int scale = 8; // a colour of its own for each block of a JPEG
    byte[] plainWebp = ImageFiles.resource("/webp/corners.webp");
    List<byte[]> files =
        List.of(
            ImageFiles.pngWithOrientation(ImageFiles.file(corners(scale), "png"), tag),
            ImageFiles.jpegWithOrientation(ImageFiles.file(corners(scale), "jpg"), tag),
            ImageFiles.extendedWebp(
                plainWebp, 20 * scale, 10 * scale, new byte[0], ImageFiles.exif(tag)));

    for (byte[] file : files) {
      try (Photo photo = decoder.decode(file)) {
        assertThat(photo.width()).isEqualTo(width * scale);
        assertThat(photo.height()).isEqualTo(height * scale);
        assertThat(name(photo, 2, 2)).isEqualTo(topLeft);
        assertThat(name(photo, width * scale - 3, 2)).isEqualTo(topRight);
        assertThat(name(photo, 2, height * scale - 3)).isEqualTo(bottomLeft);
      }
    }
  }

  @Test
  void givesUpOnAPictureThatKeepsItBusy() throws Exception {
    var hasty = new ImageDecoder(withTime(Duration.ofMillis(300)));
    byte[] busy = ImageFiles.jpegWithScans(2000, 2000, 8_000);

    long begin = System.nanoTime();
    assertRefused(() -> hasty.decode(busy), FailureCode.INVALID_IMAGE, "takes longer than");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void saysThatTheTimeIsOverWhateverTheReaderMakesOfIt(String format) {
    var hasty = new ImageDecoder(withTime(Duration.ZERO));
    byte[] file = ImageFiles.file(Scenes.house(40, 30), format);

    assertRefused(() -> hasty.decode(file), FailureCode.INVALID_IMAGE, "takes longer than 0 s");
  }

  private static DecodeLimits withTime(Duration time) {
    return new DecodeLimits(ImageLimits.STANDARD, 4_096, 200_000_000, time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "webp"})
  void makesWhatIsWiderThan4096PixelsFit(String format) {
    BufferedImage image = filled(5000, 50, new Color(220, 30, 30));
    paint(image, 0, 25, 5000, 25, new Color(30, 40, 210));
    byte[] file =
        format.equals("webp")
            ? ImageFiles.resource("/webp/wide.webp")
            : ImageFiles.file(image, format);

    try (Photo photo = decoder.decode(file)) {
      assertThat(photo.width()).isEqualTo(4096);
      assertThat(photo.height()).isEqualTo(40);
      assertColour(photo, 4000, 5, 220, 30, 30, 6);
      assertColour(photo, 100, 35, 30, 40, 210, 6);
    }
  }

  @Test
  void makesLargePhotosFit() {
    ImageDecoder small =
        new ImageDecoder(
            new DecodeLimits(ImageLimits.STANDARD, 100, 1_000_000, Duration.ofSeconds(20)));
    byte[] png = ImageFiles.file(Scenes.house(370, 200), "png");

    try (Photo photo = small.decode(png)) {
      assertThat(photo.width()).isEqualTo(100);
      assertThat(photo.height()).isEqualTo(54);
    }
  }

  private static void assertRefused(ThrowingCallable call, FailureCode code, String detail) {
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(call)
        .satisfies(
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused.detail()).contains(detail);
            });
  }

  private static void assertColour(
      Photo photo, int x, int y, int red, int green, int blue, int tolerance) {
    int rgb = Photos.rgb(photo, x, y);
    assertThat(rgb >> 16).as("red").isCloseTo(red, within(tolerance));
    assertThat(rgb >> 8 & 255).as("green").isCloseTo(green, within(tolerance));
    assertThat(rgb & 255).as("blue").isCloseTo(blue, within(tolerance));
  }

  private static BufferedImage filled(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    paint(image, 0, 0, width, height, colour);
    return image;
  }

  private static void paint(BufferedImage image, int x, int y, int width, int height, Color in) {
    Graphics2D pen = image.createGraphics();
    pen.setColor(in);
    pen.fillRect(x, y, width, height);
    pen.dispose();
  }

  /** One pixel, lossless. */
  private static byte[] aWebp() {
    return Base64.getDecoder().decode("UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAcQ/Y/+ByKi/wEA");
  }

  /** Red, green, blue and white from top left to bottom right. */
  private static BufferedImage corners(int scale) {
    BufferedImage image = filled(20 * scale, 10 * scale, Color.RED);
    paint(image, 10 * scale, 0, 10 * scale, 5 * scale, Color.GREEN);
    paint(image, 0, 5 * scale, 10 * scale, 5 * scale, Color.BLUE);
    paint(image, 10 * scale, 5 * scale, 10 * scale, 5 * scale, Color.WHITE);
    return image;
  }

  private static String name(Photo photo, int x, int y) {
    int rgb = Photos.rgb(photo, x, y);
    boolean red = rgb >> 16 > 127;
    boolean green = (rgb >> 8 & 255) > 127;
    boolean blue = (rgb & 255) > 127;
    if (red && green && blue) {
      return "WHITE";
    }
    return red ? "RED" : green ? "GREEN" : blue ? "BLUE" : "another colour";
  }
}
