package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Profiles;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pixels of all kinds are in sRGB. The expected numbers were worked apart from this code, with
 * the matrices of the primaries (Bradford for D50) and the curve of IEC 61966-2-1:
 *
 * <pre>
 * P3 (200, 100, 50) is sRGB (214.9, 92.6, 31.0); (60, 160, 90) is (0, 162.6, 81.7); (90, 90, 200) is (90, 90, 207)
 * Lab (60, -20, -30) is sRGB (54.4, 156.2, 196.8); (50, 40, 10) is (182.6, 88.5, 104.2); (20, 0, 0) is 48.3
 * grey of gamma 1.8: 64 is 81.4, 128 is 146.4, 200 is 210.2; exponent 1/1.8: 100 is 119.3
 * </pre>
 */
@ExtendWith(DecoderExtension.class)
class ImageColoursTest {
  private static final int NO_INK = 0;
  private static final int BLACK = 1;
  private static final int MAGENTA = 4;
  private static final int CYAN = 8;

  private final ImageDecoder decoder;

  ImageColoursTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @Test
  void bringsDisplayP3ToSrgb() throws Exception {
    byte[] profile = Profiles.displayP3();
    BufferedImage image = filled(200, 150, new Color(200, 100, 50));

    try (Photo fromPng = decode(ImageFiles.pngWithProfile(ImageFiles.file(image, "png"), profile));
        Photo fromJpeg =
            decode(ImageFiles.jpegWithProfile(ImageFiles.file(image, "jpg"), profile))) {
      assertColour(fromPng, 9, 9, 215, 93, 31, 1);
      assertColour(fromPng, 199, 149, 215, 93, 31, 1);
      assertColour(fromJpeg, 9, 9, 215, 93, 31, 4);
    }
  }

  @Test
  void cutsOffColoursThatSrgbDoesNotHave() throws Exception {
    byte[] green = ImageFiles.file(filled(8, 8, new Color(60, 160, 90)), "png");
    byte[] blue = ImageFiles.file(filled(8, 8, new Color(90, 90, 200)), "png");

    try (Photo first = decode(ImageFiles.pngWithProfile(green, Profiles.displayP3()));
        Photo second = decode(ImageFiles.pngWithProfile(blue, Profiles.displayP3()))) {
      assertColour(first, 4, 4, 0, 163, 82, 1);
      assertColour(second, 4, 4, 90, 90, 207, 1);
    }
  }

  @Test
  void appliesTheProfileOfAWebp() {
    // The file's red (220, 30, 30) and white (250, 250, 250): both stay what they are as sRGB.
    byte[] webp = ImageFiles.resource("/webp/lossless.webp");
    byte[] none = new byte[0];

    try (Photo plain = decode(ImageFiles.extendedWebp(webp, 48, 32, none, none));
        Photo wide = decode(ImageFiles.extendedWebp(webp, 48, 32, Profiles.displayP3(), none))) {
      assertColour(plain, 4, 4, 220, 30, 30, 0);
      // P3 (220, 30, 30) is sRGB (240.3, below 0, 0).
      assertColour(wide, 4, 4, 240, 0, 0, 1);
      assertColour(wide, 40, 28, 250, 250, 250, 1);
    }
  }

  @Test
  void appliesTheProfileOfGreyPictures() throws Exception {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 32 * 32; i++) {
      image.getRaster().setSample(i % 32, i / 32, 0, 128);
    }
    byte[] profile = Profiles.grey(1.8);

    try (Photo plain = decode(ImageFiles.file(image, "jpg"));
        Photo fromJpeg =
            decode(ImageFiles.jpegWithProfile(ImageFiles.file(image, "jpg"), profile));
        Photo fromPng = decode(ImageFiles.pngWithProfile(ImageFiles.file(image, "png"), profile))) {
      assertColour(plain, 9, 9, 128, 128, 128, 1);
      assertColour(fromJpeg, 9, 9, 146, 146, 146, 2);
      assertColour(fromPng, 9, 9, 146, 146, 146, 1);
    }
  }

  @Test
  void appliesTheProfileOfInks() throws Exception {
    byte[] profile = inks();

    try (Photo paper = decode(inked(profile, 255, 255, 255, 255));
        Photo cyan = decode(inked(profile, 0, 255, 255, 255));
        Photo magenta = decode(inked(profile, 255, 0, 255, 255));
        Photo black = decode(inked(profile, 255, 255, 255, 0))) {
      assertColour(paper, 9, 9, 255, 255, 255, 2);
      assertColour(cyan, 9, 9, 54, 156, 197, 4);
      assertColour(magenta, 9, 9, 183, 89, 104, 4);
      assertColour(black, 9, 9, 48, 48, 48, 4);
    }
  }

  @Test
  void readsInksThatAreStoredAsLuminanceAndChrominance() throws Exception {
    // Adobe's cyan: stored inks 0, 255, 255 are r = 255, g = b = 0, which is YCbCr (76, 85, 255).
    byte[] cyan = ImageFiles.adobeJpeg(32, 32, new int[] {76, 85, 255, 255}, 2);

    try (Photo plain = decode(cyan);
        Photo measured = decode(ImageFiles.jpegWithProfile(cyan, inks()))) {
      assertThat(Photos.rgb(plain, 9, 9) >> 16).as("red").isLessThan(90);
      assertThat(Photos.rgb(plain, 9, 9) & 255).as("blue").isGreaterThan(150);
      assertColour(measured, 9, 9, 54, 156, 197, 5);
    }
  }

  @Test
  void takesGammaFromAPngThatSaysNothingBetter() throws Exception {
    byte[] png = ImageFiles.file(filled(8, 8, new Color(100, 55, 255)), "png");
    byte[] linear = ImageFiles.pngWithGamma(png, 1);
    byte[] old = ImageFiles.pngWithGamma(png, 1 / 1.8);
    byte[] tagged = ImageFiles.pngWithChunk(linear, "sRGB", new byte[] {0});

    try (Photo first = decode(linear);
        Photo second = decode(old);
        Photo third = decode(tagged);
        Photo usual = decode(ImageFiles.pngWithGamma(png, .45455));
        Photo absurd = decode(ImageFiles.pngWithGamma(png, .00001))) {
      assertThat(Photos.rgb(first, 4, 4) >> 8 & 255).isEqualTo(128);
      assertThat(Photos.rgb(second, 4, 4) >> 16).isCloseTo(119, within(1));
      assertColour(third, 4, 4, 100, 55, 255, 0);
      assertColour(usual, 4, 4, 100, 55, 255, 0);
      assertColour(absurd, 4, 4, 100, 55, 255, 0);
    }
  }

  @Test
  void readsPalettesWithTransparency() {
    byte[] reds = {(byte) 200, 10, 0};
    byte[] greens = {100, 20, 0};
    byte[] blues = {50, 30, 0};
    byte[] alphas = {(byte) 255, (byte) 255, 0};
    var model = new IndexColorModel(2, 3, reds, greens, blues, alphas);
    var image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    for (int x = 0; x < 3; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }

    try (Photo photo = decode(ImageFiles.file(image, "png"))) {
      assertColour(photo, 0, 0, 200, 100, 50, 0);
      assertColour(photo, 1, 0, 10, 20, 30, 0);
      assertColour(photo, 2, 0, 255, 255, 255, 0);
    }
  }

  @Test
  void appliesColourProfiles() throws Exception {
    // In linear light, sample 55 is what sRGB writes as 128.
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    BufferedImage image = filled(32, 32, new Color(55, 55, 55));
    byte[] png = ImageFiles.pngWithProfile(ImageFiles.file(image, "png"), linear);
    byte[] jpeg = ImageFiles.jpegWithProfile(ImageFiles.file(image, "jpg"), linear);

    try (Photo fromPng = decode(png);
        Photo fromJpeg = decode(jpeg)) {
      assertColour(fromPng, 9, 9, 128, 128, 128, 3);
      assertColour(fromJpeg, 9, 9, 128, 128, 128, 4);
    }
  }

  @Test
  void takesColoursAsTheyAreWhenTheProfileIsDamaged() throws Exception {
    BufferedImage image = filled(8, 8, new Color(10, 120, 230));
    byte[] png = ImageFiles.pngWithProfile(ImageFiles.file(image, "png"), new byte[200]);

    try (Photo photo = decode(png)) {
      assertColour(photo, 4, 4, 10, 120, 230, 0);
    }
  }

  @Test
  void readsTheInksOfACmykJpegAsPhotoshopWritesThem() throws Exception {
    // Inverted: 0 is all of an ink, 255 is none.
    int[] cyan = {0, 255, 255, 255};
    int[] black = {255, 255, 255, 0};

    try (Photo first = decode(ImageFiles.cmykJpeg(32, 32, cyan));
        Photo second = decode(ImageFiles.cmykJpeg(32, 32, black))) {
      int rgb = Photos.rgb(first, 16, 16);
      assertThat(rgb >> 16).as("red").isLessThan(90);
      assertThat(rgb & 255).as("blue").isGreaterThan(150);
      assertThat(Photos.rgb(second, 16, 16) >> 16).as("red of black").isLessThan(70);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ColorSpace.CS_GRAY, -1})
  void takesColoursAsTheyAreWhenTheProfileOfAJpegIsOdd(int space) {
    byte[] profile = space < 0 ? new byte[200] : ICC_Profile.getInstance(space).getData();
    BufferedImage image = filled(32, 32, new Color(10, 120, 230));

    try (Photo photo = decode(ImageFiles.jpegWithProfile(ImageFiles.file(image, "jpg"), profile))) {
      assertColour(photo, 9, 9, 10, 120, 230, 6);
    }
  }

  @Test
  void putsTransparencyOnWhite() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);
    image.setRGB(1, 0, 0x80ff0000);

    try (Photo photo = decode(ImageFiles.file(image, "png"))) {
      assertColour(photo, 0, 0, 255, 255, 255, 0);
      assertColour(photo, 1, 0, 255, 127, 127, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void keepsGreyAsBrightAsItIs(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    int full = type == BufferedImage.TYPE_BYTE_GRAY ? 255 : 65_535;
    image.getRaster().setSample(1, 1, 0, full / 2);

    try (Photo photo = decode(ImageFiles.file(image, "png"))) {
      assertColour(photo, 1, 1, 127, 127, 127, 1);
      assertColour(photo, 0, 0, 0, 0, 0, 0);
    }
  }

  @Test
  void takesSixteenBitsDownToEight() {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            true,
            false,
            ColorModel.TRANSLUCENT,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 2);
    raster.setPixel(1, 0, new int[] {65_535, 32_896, 257, 65_535});

    try (Photo photo =
        decode(ImageFiles.file(new BufferedImage(model, raster, false, null), "png"))) {
      assertColour(photo, 1, 0, 255, 128, 1, 0);
      assertColour(photo, 0, 0, 255, 255, 255, 0);
    }
  }

  /** Paper white, and Lab colours of single inks that sRGB has; all mixtures are dark. */
  private static byte[] inks() {
    return Profiles.inks(
        Profiles.lab(
            Map.of(
                NO_INK, new int[] {100, 0, 0},
                CYAN, new int[] {60, -20, -30},
                MAGENTA, new int[] {50, 40, 10},
                BLACK, new int[] {20, 0, 0})));
  }

  private static byte[] inked(byte[] profile, int... stored) throws Exception {
    return ImageFiles.jpegWithProfile(ImageFiles.cmykJpeg(32, 32, stored), profile);
  }

  private Photo decode(byte[] file) {
    return decoder.decode(file);
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
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, colour.getRGB());
    }
    return image;
  }
}
