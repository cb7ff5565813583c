package dev.likeness.worker.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With real models and photos, which are not a part of this repository. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealFacesTest {
  private static final Map<String, String> PHOTOS =
      Map.of(
          "obama", "obama.jpg",
          "obama2", "obama2.jpg",
          "obama3", "obama3.jpg",
          "obama_partial_face2", "obama_partial_face2.jpg",
          "two_people", "two_people.jpg",
          "astronaut", "astronaut.png");

  private final Cancellation never = new Cancellation();
  private final Map<String, Embedding> embeddings = new HashMap<>();
  private final Map<String, Double> chipDifference = new HashMap<>();
  private String space = "";

  @BeforeAll
  void readAllPhotos() throws IOException {
    Shared.assume("models", "photos");
    var decoder = new ImageDecoder(DecodeLimits.standard());
    try (var device = OnnxDevice.open(DeviceSettings.cpu(2));
        var reader = FaceReader.load(ModelPack.directory(Shared.folder("models")), device)) {
      space = reader.spaces().getFirst().id();
      for (var named : PHOTOS.entrySet()) {
        try (Photo photo = decoder.decode(Shared.file("photos/" + named.getValue()))) {
          List<Face> faces =
              reader.detect(photo, never).stream()
                  .sorted(Comparator.comparingDouble(Face::left))
                  .toList();
          assertThat(faces).as(named.getKey()).hasSize(named.getKey().equals("two_people") ? 2 : 1);
          for (int i = 0; i < faces.size(); i++) {
            String name = named.getKey() + (faces.size() == 1 ? "" : "#" + i);
            assertThat(faces.get(i).score()).as(name).isBetween(.85, 1.0);
            embeddings.put(name, reader.embed(photo, faces.get(i), never));
            chipDifference.put(name, chipDifference(decoder, photo, faces.get(i), name));
          }
        }
      }
    }
  }

  @Test
  void cutsFacesOutAsTheGoldenChipsShow() {
    assertThat(chipDifference.values()).allMatch(difference -> difference < 6);
  }

  @Test
  void givesTheGoldenEmbeddings() throws IOException {
    for (String line :
        Files.readAllLines(Shared.folder("models").resolve("golden_embeddings_v2.csv"))
            .subList(1, 8)) {
      String[] cells = line.split(",", -1);
      float[] values = new float[cells.length - 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(cells[i + 2]);
      }

      assertThat(embedding(cells[0]).cosine(Embedding.of(space, values)))
          .as(cells[0])
          .isGreaterThan(.97);
    }
  }

  @Test
  void tellsPeopleApart() {
    List<String> obama =
        List.of("obama", "obama2", "obama3", "obama_partial_face2", "two_people#0");
    for (String one : obama) {
      for (String other : obama) {
        assertThat(embedding(one).cosine(embedding(other))).as(one + other).isGreaterThan(.55);
      }
      assertThat(embedding(one).cosine(embedding("two_people#1"))).as(one).isLessThan(.2);
      assertThat(embedding(one).cosine(embedding("astronaut"))).as(one).isLessThan(.2);
    }
  }

  private Embedding embedding(String name) {
    return Objects.requireNonNull(embeddings.get(name));
  }

  private static double chipDifference(ImageDecoder decoder, Photo photo, Face face, String name)
      throws IOException {
    byte[] golden = Shared.file("models/golden_chips/" + name.replace('#', '_') + ".png");
    try (Photo expected = decoder.decode(golden);
        Photo chip = FaceAlignment.crop(photo, face, 1)) {
      long sum = 0;
      for (int i = 0; i < chip.pixels().limit(); i++) {
        sum += Math.abs((chip.pixels().get(i) & 255) - (expected.pixels().get(i) & 255));
      }
      return (double) sum / chip.pixels().limit();
    }
  }
}
