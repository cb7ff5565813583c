package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.image.ImageLimits;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That an enhancement makes nothing worse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnhanceRestraintTest {
  /** Most of a picture that may become white by it. */
  private static final double CLIPPED = .01;

  /** Mean difference, in levels of 255, that nobody sees. */
  private static final double UNSEEN = 2;

  /** What a second round may add to dark clutter, whose noise passes for detail. It gets 2.5. */
  private static final double SLIGHT = 3;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final EnhancePipeline pipeline = EnhancePipeline.load(ModelPack.starter(), device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());

  @AfterAll
  void close() {
    pipeline.close();
    device.close();
  }

  @Test
  void leavesAWellExposedLowKeyPortraitAsItIs() {
    try (Photo taken = decoder.decode(ImageFiles.resource("/photos/lowkey_portrait.jpg"));
        Photo better = enhance(taken, List.of())) {
      assertThat(Photos.difference(taken, better)).isLessThan(UNSEEN);
      assertThat(Photos.clipped(better)).isLessThanOrEqualTo(Photos.clipped(taken));
      assertThat(Photos.colorInShadows(taken, better))
          .isLessThan(Photos.colorInShadows(taken, taken) + 1);
    }
  }

  static Stream<Named<BufferedImage>> scenes() {
    BufferedImage house = Scenes.house(300, 225);
    BufferedImage person = Scenes.person(240, 300);
    return Stream.of(
        Named.of("a good photo", house),
        Named.of("a good portrait", person),
        Named.of("a dark, orange, noisy photo", Scenes.badlyTaken(house)),
        Named.of("a dark, orange, noisy portrait", Scenes.badlyTaken(person)),
        Named.of("a blue photo", Scenes.lit(house, .5, .7, 1.1)),
        Named.of("a photo that is a little dark", Scenes.lit(person, .5, .5, .5)),
        Named.of("a photo that is too bright", Scenes.lit(house, 1.6, 1.6, 1.6)),
        Named.of("a photo two stops too dark", Scenes.lit(house, .25, .25, .25)),
        Named.of("a portrait two stops too dark", Scenes.lit(person, .25, .25, .25)),
        Named.of("a photo three stops too dark", Scenes.lit(house, .1, .1, .1)),
        Named.of("a portrait against the light", Scenes.backlit(240, 300)),
        Named.of(
            "a dark portrait against the light", Scenes.lit(Scenes.backlit(240, 300), .6, .6, .6)),
        Named.of("clutter", Scenes.clutter(240, 180, 3)));
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void turnsHardlyAnythingWhite(BufferedImage scene) {
    try (Photo taken = Photos.photo(scene);
        Photo better = enhance(taken, List.of())) {
      assertThat(Photos.clipped(better)).isLessThan(Photos.clipped(taken) + CLIPPED);
    }
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void addsAlmostNothingWhenDoneAgain(BufferedImage scene) {
    try (Photo taken = Photos.photo(scene);
        Photo better = enhance(taken, List.of());
        Photo again = enhance(better, List.of())) {
      assertThat(Photos.difference(better, again)).isLessThan(UNSEEN);
    }
  }

  @Test
  void addsLittleToDarkClutterWhenDoneAgain() {
    try (Photo taken = Photos.photo(Scenes.lit(Scenes.clutter(240, 180, 4), .4, .4, .4));
        Photo better = enhance(taken, List.of());
        Photo again = enhance(better, List.of())) {
      assertThat(Photos.difference(better, again)).isLessThan(SLIGHT);
      assertThat(Photos.clipped(better)).isLessThan(Photos.clipped(taken) + CLIPPED);
    }
  }

  /** Before, a second round changed up to 12 levels of 255, and a third one as much. */
  @ParameterizedTest
  @CsvSource({
    "obama.jpg, .25", "obama.jpg, .1",
    "astronaut.png, .25", "astronaut.png, .1",
    "two_people.jpg, .25", "two_people.jpg, .1",
    "obama3.jpg, .25", "obama3.jpg, .1"
  })
  void bringsADarkPhotoBackInOneRound(String name, double light) throws IOException {
    Shared.assume("photos");
    var small =
        new ImageDecoder(
            new DecodeLimits(ImageLimits.STANDARD, 500, 200_000_000, Duration.ofSeconds(20)));
    try (Photo good = small.decode(Shared.file("photos/" + name));
        Photo dark = withLight(good, light);
        Photo better = enhance(dark, List.of());
        Photo again = enhance(better, List.of())) {
      assertThat(Photos.difference(good, better)).isLessThan(.5 * Photos.difference(good, dark));
      assertThat(Photos.difference(better, again)).isLessThan(UNSEEN);
    }
  }

  /** As with the cap on the lens: light would show noise and nothing else. */
  @Test
  void leavesAPhotoThatShowsNothingAsDarkAsItIs() {
    try (Photo taken = Photos.photo(Scenes.lit(Scenes.house(300, 225), .01, .01, .01));
        Photo better = enhance(taken, List.of())) {
      assertThat(Photos.difference(taken, better)).isLessThan(6);
    }
  }

  private static Photo withLight(Photo photo, double light) {
    Photo dark = Photo.allocate(photo.width(), photo.height());
    ByteBuffer pixels = dark.pixels();
    for (byte value : Photos.bytes(photo)) {
      pixels.put(Light.toByte(light * Light.ofByte(value)));
    }
    return dark;
  }

  @Test
  void bringsLightToAFaceThatIsKnownToBeDark() {
    try (Photo taken = Photos.photo(Scenes.backlit(240, 300));
        Photo better = enhance(taken, List.of(face(240, 300)))) {
      assertThat(cheek(better)).isGreaterThan(1.4 * cheek(taken));
      assertThat(Photos.clipped(better)).isLessThan(Photos.clipped(taken) + CLIPPED);
    }
  }

  @Test
  void leavesAFaceThatIsKnownToBeBrightEnoughWhateverIsAroundIt() {
    BufferedImage scene = Scenes.lit(Scenes.person(240, 300), .05, .05, .05);
    double[] at = Scenes.whereTheFaceIs();
    BufferedImage lit = Scenes.person(240, 300);
    for (int y = (int) (at[1] * 300); y < at[3] * 300; y++) {
      for (int x = (int) (at[0] * 240); x < at[2] * 240; x++) {
        scene.setRGB(x, y, lit.getRGB(x, y));
      }
    }

    try (Photo taken = Photos.photo(scene);
        Photo better = enhance(taken, List.of(face(240, 300)))) {
      assertThat(cheek(better)).isBetween(cheek(taken) - 8, cheek(taken) + 16);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"astronaut.png", "obama.jpg", "obama2.jpg", "obama3.jpg", "two_people.jpg"})
  void leavesGoodPhotosOfPeopleAsTheyAre(String name) throws IOException {
    Shared.assume("models", "photos");
    try (FaceReader reader = FaceReader.load(ModelPack.directory(Shared.folder("models")), device);
        Photo taken = decoder.decode(Shared.file("photos/" + name));
        Photo better = enhance(taken, faces(reader, taken));
        Photo again = enhance(better, faces(reader, better));
        Photo blind = enhance(taken, List.of())) {
      assertThat(Photos.difference(taken, better)).isLessThan(UNSEEN);
      assertThat(Photos.difference(better, again)).isLessThan(UNSEEN);
      assertThat(Photos.clipped(better)).isLessThan(Photos.clipped(taken) + CLIPPED);
      assertThat(Photos.clipped(blind)).isLessThan(Photos.clipped(taken) + CLIPPED);
    }
  }

  private Photo enhance(Photo photo, List<FaceArea> faces) {
    return pipeline.enhance(photo, faces, 1, _ -> {}, new Cancellation());
  }

  private static List<FaceArea> faces(FaceReader reader, Photo photo) {
    return reader.find(photo, new Cancellation()).stream()
        .map(face -> new FaceArea(face.left(), face.top(), face.right(), face.bottom()))
        .toList();
  }

  private static FaceArea face(int width, int height) {
    double[] at = Scenes.whereTheFaceIs();
    return new FaceArea(at[0] * width, at[1] * height, at[2] * width, at[3] * height);
  }

  /** Mean of green on the cheek of {@link Scenes#person}, 240 x 300. */
  private static double cheek(Photo photo) {
    double sum = 0;
    for (int y = 110; y < 120; y++) {
      for (int x = 102; x < 112; x++) {
        sum += Photos.rgb(photo, x, y) >> 8 & 255;
      }
    }
    return sum / 100;
  }
}
