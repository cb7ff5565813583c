package dev.likeness.worker.retouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.face.Point;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.WrittenPack;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With networks that multiply every value (about the middle grey) by a number, on drawn faces; the
 * tiny embedder is linear in the same values, so what it makes of a change is known too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceRestorerTest {
  private static final String ALL = "{\"blend\": 1, \"retention\": 0.9}";

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private FaceReader faces;

  @BeforeAll
  void load(@TempDir Path packs) throws IOException {
    faces = FaceReader.load(MarkedFaces.pack(packs.resolve("faces"), 7), device);
  }

  @AfterAll
  void close() {
    faces.close();
    device.close();
  }

  @ParameterizedTest
  @CsvSource({"128, 180, 0", "512, 180, 0", "128, 112, 35", "512, 260, -90", "128, 220, 180"})
  void changesEachFaceWhereItIs(int side, double size, double degrees) throws IOException {
    BufferedImage image = MarkedFaces.empty(1280, 960);
    MarkedFaces.draw(image, 1, 360, 480, size, degrees);
    MarkedFaces.draw(image, 2, 940, 480, size, degrees);
    try (FaceRestorer restorer = restorer(TinyNets.restorer(side, .5), "gfpgan", ALL);
        Photo original = Photos.photo(image);
        Photo photo = original.copy()) {
      int changed = restore(restorer, photo, original);

      assertThat(changed).isEqualTo(2);
      for (Face face : faces.detect(original, new Cancellation())) {
        for (int i = 0; i < 3; i++) {
          Point mark = face.landmarks().get(i);
          assertHalved(original, photo, mark);
        }
      }
      for (int y = 0; y < 960; y += 7) {
        assertThat(Photos.rgb(photo, 3, y)).isEqualTo(Photos.rgb(original, 3, y));
        assertThat(Photos.rgb(photo, 650, y)).isEqualTo(Photos.rgb(original, 650, y));
      }
    }
  }

  @Test
  void givesCodeFormerItsWeightAsADouble() throws IOException {
    try (FaceRestorer restorer =
            restorer(
                TinyNets.weightedRestorer(128), "codeformer", "{\"blend\": 1, \"weight\": 0.5}");
        Photo original = Photos.photo(one(1));
        Photo photo = original.copy()) {
      assertThat(restore(restorer, photo, original)).isEqualTo(1);

      Face face = faces.detect(original, new Cancellation()).getFirst();
      assertHalved(original, photo, face.landmarks().getFirst());
    }
  }

  @Test
  void putsLessOfAFaceInThatIsNotThePersons() throws IOException {
    // The negative of a face has a cosine of -1 to it. With a share of s there is 1 - 2s of the
    // face
    // in the middle: nothing of it with .8 and .6, a fifth with .4, where the rim, in which the
    // patch
    // fades, shows more and tips the balance of the colours; with .2 the face is there.
    try (FaceRestorer restorer = restorer(TinyNets.restorer(128, -1), "gfpgan", "{}");
        Photo original = Photos.photo(one(1));
        Photo photo = original.copy()) {
      assertThat(restore(restorer, photo, original)).isEqualTo(1);

      Face before = faces.detect(original, new Cancellation()).getFirst();
      Embedding look = faces.embed(original, before, new Cancellation());
      assertThat(faces.embed(photo, before, new Cancellation()).cosine(look))
          .isGreaterThanOrEqualTo(.9);
      Point nose = before.landmarks().get(2);
      int x = (int) Math.round(nose.x());
      int y = (int) Math.round(nose.y());
      double was = (Photos.rgb(original, x, y) & 255) - 127.5;
      double is = (Photos.rgb(photo, x, y) & 255) - 127.5;
      assertThat(is / was).isCloseTo(.6, within(.03));
    }
  }

  @Test
  void leavesAFaceAloneOfWhichItWouldMakeSomebodyElse() throws IOException {
    try (FaceRestorer restorer = restorer(TinyNets.stranger(128, 9), "gfpgan", "{}");
        Photo original = Photos.photo(one(1));
        Photo photo = original.copy()) {
      assertThat(restore(restorer, photo, original)).isZero();
      assertThat(Photos.bytes(photo)).isEqualTo(Photos.bytes(original));
    }
  }

  @Test
  void measuresAgainstThePhotoThatCameIn() throws IOException {
    BufferedImage corrected = one(1);
    BufferedImage stranger = MarkedFaces.empty(1280, 960);
    MarkedFaces.draw(stranger, 40, 600, 480, 180, 0);
    try (FaceRestorer restorer = restorer(TinyNets.restorer(128, -1), "gfpgan", "{}");
        Photo original = Photos.photo(stranger);
        Photo photo = Photos.photo(corrected)) {
      Face person = faces.detect(original, new Cancellation()).getFirst();
      Embedding look = faces.embed(original, person, new Cancellation());
      double before = faces.embed(photo, person, new Cancellation()).cosine(look);

      var _ = restore(restorer, photo, original);

      double after = faces.embed(photo, person, new Cancellation()).cosine(look);
      assertThat(before).isLessThan(.9);
      assertThat(after).as("not further away").isGreaterThanOrEqualTo(before - 1e-6);
    }
  }

  @Test
  void doesNothingWhereThereIsNobody() throws IOException {
    try (FaceRestorer restorer = restorer(TinyNets.restorer(128, -1), "gfpgan", "{}");
        Photo photo = Photos.photo(MarkedFaces.empty(300, 200))) {
      assertThat(restore(restorer, photo, photo)).isZero();
    }
  }

  @Test
  void saysAtLoadWhatItExpectedAndWhatItGot() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> restorer(TinyNets.weightedRestorer(128), "gfpgan", "{}"))
        .withMessageContaining("expected one input, a picture")
        .withMessageContaining("weight FLOAT64 [1]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> restorer(TinyNets.restorer(128, 1), "codeformer", "{}"))
        .withMessageContaining("expected two inputs, a picture and a weight of 1 numbers");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> restorer(TinyNets.upscaler(2, true), "gfpgan", "{}"))
        .withMessageContaining("[1,3,side,side]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> restorer(TinyNets.restorer(128, 1), "yunet", "{}"))
        .withMessageContaining("expected gfpgan or codeformer");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> restorer(TinyNets.restorer(128, 1), "gfpgan", "{\"blend\": 2}"))
        .withMessageContaining("blend must be above 0 and at most 1");
  }

  private static BufferedImage one(long person) {
    BufferedImage image = MarkedFaces.empty(1280, 960);
    MarkedFaces.draw(image, person, 600, 480, 180, 0);
    return image;
  }

  private static int restore(FaceRestorer restorer, Photo photo, Photo original) {
    return restorer.restore(photo, original, 1, _ -> {}, new Cancellation());
  }

  private FaceRestorer restorer(byte[] model, String adapter, String parameters)
      throws IOException {
    return FaceRestorer.load(
        new WrittenPack("tiny").with(FaceRestorer.ROLE, adapter, model, parameters).write(folder),
        faces,
        device);
  }

  /** Every channel is half as far from the middle as it was. */
  private static void assertHalved(Photo original, Photo photo, Point place) {
    int x = (int) Math.round(place.x());
    int y = (int) Math.round(place.y());
    for (int shift = 0; shift <= 16; shift += 8) {
      double was = (Photos.rgb(original, x, y) >> shift & 255) - 127.5;
      double is = (Photos.rgb(photo, x, y) >> shift & 255) - 127.5;
      assertThat(is).isCloseTo(was / 2, within(4.0));
    }
  }
}
