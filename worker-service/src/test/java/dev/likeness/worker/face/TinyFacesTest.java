package dev.likeness.worker.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.subject.Look;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.Photos;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real runtime, with models that see drawn faces. */
class TinyFacesTest {
  private static final long ANNA = 1;
  private static final long BEN = 2;
  private static final FaceDetector.Limits LIMITS = new FaceDetector.Limits(.6, .3);

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final BufferedImage image = MarkedFaces.empty(1280, 960);
  private ModelPack pack = ModelPack.starter();

  @BeforeEach
  void writePack() throws IOException {
    pack = MarkedFaces.pack(folder, 7);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void findsFacesWhereTheyAre() {
    MarkedFaces.draw(image, ANNA, 300, 300, 160, 0);
    MarkedFaces.draw(image, BEN, 900, 600, 160, 0);

    List<Face> faces = detect();

    assertThat(faces).hasSize(2);
    Point nose = faces.getFirst().landmarks().get(2);
    assertThat(nose.x()).isCloseTo(300, within(1.5));
    assertThat(nose.y()).isCloseTo(300, within(1.5));
    Point eye = faces.getLast().landmarks().getFirst();
    assertThat(eye.x()).isCloseTo(900 + (38.2946 - 56) * 160 / 112, within(1.5));
    assertThat(eye.y()).isCloseTo(600 + (51.6963 - 72) * 160 / 112, within(1.5));
  }

  @Test
  void seesTheSamePersonHoweverLargeAndTilted() {
    MarkedFaces.draw(image, ANNA, 250, 250, 160, 0);
    MarkedFaces.draw(image, ANNA, 640, 700, 130, 25);
    MarkedFaces.draw(image, BEN, 1000, 250, 160, -10);

    List<Embedding> looks = read().stream().map(Look::first).toList();

    assertThat(looks).hasSize(3);
    assertThat(looks.get(0).cosine(looks.get(1))).isGreaterThan(.95);
    assertThat(looks.get(0).cosine(looks.get(2))).isLessThan(.6);
  }

  @Test
  void findsNobodyInAnEmptyPicture() {
    assertThat(read()).isEmpty();
  }

  @Test
  void saysWhatItExpectedOfAModelThatIsNoDetector() {
    var swapped = pack.file("face.embed");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> YuNetDetector.load(swapped, device, LIMITS))
        .withMessageContaining("expected output cls_8 [1,?,1], got [fc1 FLOAT32 [1,128]]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ScrfdDetector.load(swapped, device, LIMITS))
        .withMessageContaining("expected three outputs FLOAT32 [?,10]");
  }

  private List<Face> detect() {
    try (var reader = FaceReader.load(pack, device);
        Photo photo = Photos.photo(image)) {
      return reader.detect(photo, new Cancellation()).stream()
          .sorted(Comparator.comparingDouble(Face::left))
          .toList();
    }
  }

  private List<Look> read() {
    try (var reader = FaceReader.load(pack, device);
        Photo photo = Photos.photo(image)) {
      return reader.read(photo, new Cancellation()).stream()
          .sorted(Comparator.comparingDouble(look -> look.region().left()))
          .toList();
    }
  }
}
