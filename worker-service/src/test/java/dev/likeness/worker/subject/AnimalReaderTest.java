package dev.likeness.worker.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyAnimalModels;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.MarkedPets;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.WrittenPack;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drawn pets on the real runtime, and boxes by the published formulas in plain Python:
 *
 * <pre>
 * row, col = 7, 11; x = (.3+col)*16; y = (-.2+row)*16; w = exp(1.1)*16; h = exp(.7)*16   # YOLOX, stride 16
 * x-w/2, y-h/2, x+w/2, y+h/2, .9*.8                                                      # row 6400 + 7*40 + 11
 * 1/(1+exp(-1.5)), .5-.2/2, .4-.3/2, .5+.2/2, .4+.3/2                                    # RT-DETR
 * </pre>
 */
class AnimalReaderTest {
  private static final long REX = 1;
  private static final long MIA = 2;

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final BufferedImage image = MarkedFaces.empty(1280, 960);

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void findsPetsWhereTheyAreWithBothDetectors() throws IOException {
    MarkedPets.draw(image, REX, 0, 300, 300, 320);
    MarkedPets.draw(image, MIA, 0, 900, 600, 320);

    List<Look> yolox = read(MarkedPets.yolox(folder.resolve("yolox")));
    List<Look> queries = read(MarkedPets.queries(folder.resolve("queries")));

    assertThat(yolox).hasSize(2);
    assertThat(yolox.getFirst().region().left()).isCloseTo(140, within(4.0));
    assertThat(yolox.getLast().region().bottom()).isCloseTo(760, within(4.0));
    assertThat(queries).hasSize(2);
    assertThat(queries.getFirst().region().right()).isCloseTo(460, within(4.0));
    assertThat(queries.getLast().region().top()).as("squeezed").isCloseTo(480, within(4.0));
  }

  @Test
  void seesTheSamePetInEveryShot() throws IOException {
    MarkedPets.draw(image, REX, 1, 200, 300, 320);
    MarkedPets.draw(image, REX, 2, 620, 500, 320);
    MarkedPets.draw(image, MIA, 3, 1050, 400, 320);

    List<Look> looks = read(MarkedPets.yolox(folder));

    assertThat(looks).hasSize(3);
    assertThat(looks.get(0).first().cosine(looks.get(1).first())).isGreaterThan(.7);
    assertThat(looks.get(0).first().cosine(looks.get(2).first())).isLessThan(.5);
  }

  @Test
  void learnsNothingFromWhatIsTooSmall() throws IOException {
    var small = MarkedFaces.empty(200, 150);
    MarkedPets.draw(small, REX, 0, 100, 75, 50);
    List<Study> studies = new ArrayList<>();

    ModelPack pets = MarkedPets.yolox(folder);
    try (var reader = AnimalReader.load(pets, pets, device);
        Photo photo = Photos.photo(small)) {
      reader.study(photo, studies::add, new Cancellation());
    }

    assertThat(studies).isEmpty();
  }

  @Test
  void decodesYolox() {
    float[] rows = new float[8400 * 85];
    int at = 6691 * 85;
    rows[at] = .3f;
    rows[at + 1] = -.2f;
    rows[at + 2] = 1.1f;
    rows[at + 3] = .7f;
    rows[at + 4] = .9f;
    rows[at + 5 + 16] = .8f;
    int person = 100 * 85;
    rows[person + 4] = 1;
    rows[person + 5] = 1;

    Region dog = YoloxDetector.decode(rows, 640, 640, .5).getFirst();

    assertThat(dog.left()).isCloseTo(156.76667, within(1e-4));
    assertThat(dog.top()).isCloseTo(92.68998, within(1e-4));
    assertThat(dog.right()).isCloseTo(204.83333, within(1e-4));
    assertThat(dog.bottom()).isCloseTo(124.91002, within(1e-4));
    assertThat(dog.score()).isCloseTo(.72, within(1e-6));
    assertThat(YoloxDetector.decode(rows, 640, 640, .5)).as("a person is no animal").hasSize(1);
  }

  @Test
  void decodesQueries() {
    float[] logits = new float[2 * 80];
    Arrays.fill(logits, -5);
    logits[17] = 1.5f;
    logits[80] = 4;

    Region horse =
        QueryDetector.decode(logits, new float[] {.5f, .4f, .2f, .3f, 0, 0, 1, 1}, .5).getFirst();

    assertThat(horse.score()).isCloseTo(.817574, within(1e-6));
    assertThat(horse.left()).isCloseTo(.4, within(1e-6));
    assertThat(horse.top()).isCloseTo(.25, within(1e-6));
    assertThat(horse.right()).isCloseTo(.6, within(1e-6));
    assertThat(horse.bottom()).isCloseTo(.55, within(1e-6));
    assertThat(QueryDetector.decode(logits, new float[8], .5)).as("no person").hasSize(1);
  }

  @Test
  void saysWhatItExpectedOfOtherModels() throws IOException {
    var swapped =
        new WrittenPack("swapped")
            .with(
                "subject.detect",
                "yolox",
                TinyAnimalModels.queries(),
                "{\"score\": 0.5, \"nms\": 0.5}")
            .with(
                "subject.embed",
                "dinov2",
                TinyAnimalModels.yolox(),
                "{\"match\": 0.5, \"margin\": 0.1}")
            .write(folder);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> AnimalDetector.load(swapped, device))
        .withMessageContaining("expected one output FLOAT32 [1,8400,85], got [");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> AnimalEmbedder.load(swapped, device))
        .withMessageContaining("expected one input FLOAT32 [?,3,224,224], got [images");
  }

  private List<Look> read(ModelPack pack) {
    try (var reader = AnimalReader.load(pack, pack, device);
        Photo photo = Photos.photo(image)) {
      return reader.read(photo, new Cancellation()).stream()
          .sorted(Comparator.comparingDouble(look -> look.region().left()))
          .toList();
    }
  }
}
