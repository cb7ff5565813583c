package dev.likeness.worker.retouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.face.FaceTemplate;
import dev.likeness.worker.face.Point;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.WrittenPack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a swapper that shows the numbers that it is given. What they should be, in Python:
 *
 * <pre>
 * import math, struct
 * f = lambda v: struct.unpack('f', struct.pack('f', v))[0]
 * e = [f(math.cos(i)) for i in range(512)]
 * l = [sum(e[i] * f(math.sin((i * 31 + j * 17) % 101)) for i in range(512)) for j in range(512)]
 * n = math.sqrt(sum(v * v for v in l))
 * print([round(l[j] / n, 6) for j in (0, 1, 2, 77, 300, 511)])
 * [0.07618, 0.049649, -0.013707, -0.071867, 0.058424, 0.029521]
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceSwapperTest {
  private static final int[] PLACES = {0, 1, 2, 77, 300, 511};
  private static final double[] LATENT = {.07618, .049649, -.013707, -.071867, .058424, .029521};

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

  @Test
  void multipliesTheEmbeddingWithTheLastConstantOfTheFile() {
    byte[] model = TinyNets.swapper(128, 1, 0, matrix());
    float[] latent =
        SourceLatent.mapped(ModelFile.of("tiny", FaceSwapper.ROLE, model))
            .of(source(faces.space()));

    for (int i = 0; i < PLACES.length; i++) {
      assertThat((double) latent[PLACES[i]]).isCloseTo(LATENT[i], within(1e-5));
    }
  }

  @Test
  void showsTheSourceInTheFace() throws IOException {
    try (FaceSwapper swapper =
            swapper("inswapper", TinyNets.swapper(128, 4, .5, matrix()), faces.space());
        Photo photo = Photos.photo(MarkedFaces.empty(300, 300))) {
      swapper.swap(photo, face(50, 60), source(faces.space()), new Cancellation());

      // Number 300 is in row 9 and column 12 of cells of 8 x 4 pixels, and in the middle of them.
      int level = Photos.rgb(photo, 50 + 12 * 4 + 2, 60 + 9 * 8 + 4) & 255;
      assertThat(level / 255.0).isCloseTo(.5 + 4 * .058424, within(.006));
      assertThat(Photos.rgb(photo, 40, 60)).as("beside the face").isEqualTo(0x787878);
    }
  }

  @Test
  void givesHyperswapTheEmbeddingItself() throws IOException {
    double middle = 0;
    try (FaceSwapper swapper =
            swapper("hyperswap", TinyNets.swapper(256, 8, middle, matrix()), faces.space());
        Photo photo = Photos.photo(MarkedFaces.empty(300, 300))) {
      swapper.swap(photo, face(50, 60), source(faces.space()), new Cancellation());

      // cos(300) over the length of the vector, sqrt(256.28) for 512 numbers; -1 to 1 is 0 to 255.
      double expected = Math.cos(300) / Math.sqrt(256.28) * 8;
      int level = Photos.rgb(photo, 50 + 12 * 4 + 1, 60 + 9 * 8 + 3) & 255;
      assertThat((level - 127.5) / 127.5).isCloseTo(expected, within(.02));
    }
  }

  @Test
  void mixesNoSpaces() throws IOException {
    byte[] model = TinyNets.swapper(128, 4, .5, matrix());
    String other = "0".repeat(64);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> swapper("inswapper", model, other))
        .withMessageContaining("expected " + other + ", got " + faces.space());
    try (FaceSwapper swapper = swapper("inswapper", model, faces.space());
        Photo photo = Photo.allocate(300, 300)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> swapper.swap(photo, face(50, 60), source(other), new Cancellation()));
    }
  }

  @Test
  void saysAtLoadWhatItExpectedAndWhatItGot() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> swapper("inswapper", TinyNets.restorer(128, 1), faces.space()))
        .withMessageContaining("expected two inputs, a picture and a source of 512 numbers");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> SourceLatent.mapped(ModelFile.of("a", "b", TinyNets.restorer(128, 1))))
        .withMessageContaining("expected a last constant [512,512], got []");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> SourceLatent.mapped(ModelFile.of("a", "b", new byte[] {1, 2, 3})))
        .withMessageContaining("cannot be read");
  }

  private FaceSwapper swapper(String adapter, byte[] model, String space) throws IOException {
    return FaceSwapper.load(
        new WrittenPack("tiny")
            .with(FaceSwapper.ROLE, adapter, model, "{\"space\": \"%s\"}".formatted(space))
            .write(folder),
        faces,
        device);
  }

  private static Embedding source(String space) {
    float[] values = new float[512];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.cos(i);
    }
    return Embedding.of(space, values);
  }

  private static float[] matrix() {
    float[] matrix = new float[512 * 512];
    for (int i = 0; i < 512; i++) {
      for (int j = 0; j < 512; j++) {
        matrix[i * 512 + j] = (float) Math.sin((i * 31 + j * 17) % 101);
      }
    }
    return matrix;
  }

  /** A face whose cut-out of 128 pixels begins at a place. */
  private static Face face(double x, double y) {
    List<Point> landmarks =
        FaceTemplate.ARCFACE_128.places().stream()
            .map(place -> new Point(x + 128 * place.x(), y + 128 * place.y()))
            .toList();
    return new Face(x, y, x + 128, y + 128, 1, landmarks);
  }
}
