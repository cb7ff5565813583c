package dev.likeness.worker.retouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.Photos;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** With drawn people, and networks that draw whom a test says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FacePolishTest {
  private static final long ANNA = 1;
  private static final long BEN = 2;
  private static final long STRANGER = 30;
  private static final int LEFT = 300;
  private static final int RIGHT = 900;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final Cancellation cancellation = new Cancellation();
  private FaceReader faces;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    faces = FaceReader.load(MarkedFaces.pack(folder, 7), device);
  }

  @AfterAll
  void close() {
    faces.close();
    device.close();
  }

  @Test
  void aFaceThatIsNobodysBecomesTheProfileThatIsMissing() {
    BufferedImage image = people(STRANGER, BEN);
    try (Photo picture = Photos.photo(image)) {
      swapping(drawing(image, ANNA))
          .polish(picture, List.of(likeness(ANNA), likeness(BEN)), cancellation);

      assertThat(score(picture, LEFT, ANNA)).isGreaterThan(.9);
      assertThat(score(picture, RIGHT, BEN)).isGreaterThan(.9);
    }
  }

  @Test
  void whatTakesAFaceFurtherFromTheProfileIsUndone() {
    BufferedImage image = MarkedFaces.empty(1280, 960);
    MarkedFaces.drawMixed(image, ANNA, STRANGER, LEFT, 400, 180);
    try (Photo picture = Photos.photo(image)) {
      byte[] before = Photos.bytes(picture);

      swapping(drawing(image, STRANGER)).polish(picture, List.of(likeness(ANNA)), cancellation);

      assertThat(Photos.bytes(picture)).isEqualTo(before);
    }
  }

  @Test
  void whoIsRecognisedIsLeftAlone() {
    try (Photo picture = Photos.photo(people(ANNA, BEN))) {
      byte[] before = Photos.bytes(picture);

      swapping((_, _, _, _) -> assertThat("a swap").isNull())
          .polish(picture, List.of(likeness(ANNA), likeness(BEN)), cancellation);

      assertThat(Photos.bytes(picture)).isEqualTo(before);
    }
  }

  @Test
  void facesAreMadeClearAfterTheyAreWhoTheyShouldBe() {
    BufferedImage image = people(STRANGER, BEN);
    double[] seen = new double[1];
    FacePolish polish =
        new FacePolish(
            faces,
            Optional.of(drawing(image, ANNA)),
            Optional.of(
                (photo, original, _) -> {
                  seen[0] = score(original, LEFT, ANNA);
                  photo.pixels().put(0, (byte) 1);
                }),
            List.of());
    try (Photo picture = Photos.photo(image)) {
      polish.polish(picture, List.of(likeness(ANNA), likeness(BEN)), cancellation);

      assertThat(seen[0]).as("the original that faces are compared with").isGreaterThan(.9);
      assertThat(picture.pixels().get(0)).isEqualTo((byte) 1);
    }
  }

  private FacePolish swapping(FacePolish.Swap swap) {
    return new FacePolish(faces, Optional.of(swap), Optional.empty(), List.of());
  }

  /** Draws somebody over the face at the left. */
  private static FacePolish.Swap drawing(BufferedImage image, long person) {
    return (photo, face, _, _) -> {
      assertThat((face.left() + face.right()) / 2).isCloseTo(LEFT, within(40.0));
      MarkedFaces.draw(image, person, LEFT, 400, 180, 0);
      try (Photo drawn = Photos.photo(image)) {
        photo.pixels().put(drawn.pixels());
      }
    };
  }

  private static BufferedImage people(long left, long right) {
    BufferedImage image = MarkedFaces.empty(1280, 960);
    MarkedFaces.draw(image, left, LEFT, 400, 180, 0);
    MarkedFaces.draw(image, right, RIGHT, 400, 180, 0);
    return image;
  }

  private Likeness likeness(long person) {
    BufferedImage image = MarkedFaces.empty(640, 640);
    MarkedFaces.draw(image, person, 300, 300, 180, 0);
    try (Photo photo = Photos.photo(image)) {
      Face face = faces.detect(photo, cancellation).getFirst();
      Embedding look = faces.embed(photo, face, cancellation);
      return Likeness.learn(
          List.of(new Sighting(0, 0, look, 1)), List.of(), faces.spaces().getFirst().thresholds());
    }
  }

  /** How much the face at a place is like somebody. */
  private double score(Photo photo, int x, long person) {
    Face face =
        faces.detect(photo, cancellation).stream()
            .filter(found -> Math.abs((found.left() + found.right()) / 2 - x) < 100)
            .findFirst()
            .orElseThrow();
    return likeness(person).score(faces.embed(photo, face, cancellation));
  }
}
