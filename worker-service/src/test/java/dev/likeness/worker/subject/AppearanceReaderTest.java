package dev.likeness.worker.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.DrawnThings;
import dev.likeness.worker.testing.Photos;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers of the signature from plain Python, worked out from its definition pixel by pixel. */
class AppearanceReaderTest {
  private static final int SIDE = 96;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private AppearanceReader reader;

  @BeforeEach
  void load() {
    reader = AppearanceReader.load(ModelPack.starter(), device);
  }

  @AfterEach
  void close() {
    reader.close();
    device.close();
  }

  /** Of the pixels {@code (x*(3+c) + y*(5-c) + 70*c) % 256}, c being 0 for red. */
  @Test
  void givesTheSignatureAsItIsDefined() {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = rgb << 8 | (x * (3 + channel) + y * (5 - channel) + 70 * channel) % 256;
        }
        image.setRGB(x, y, rgb);
      }
    }
    Map<Integer, Double> expected =
        Map.ofEntries(
            Map.entry(0, .035338),
            Map.entry(9, .135235),
            Map.entry(27, .106319),
            Map.entry(36, .064465),
            Map.entry(63, .044026),
            Map.entry(64, .003083),
            Map.entry(100, .000214),
            Map.entry(333, .005312),
            Map.entry(640, .031276),
            Map.entry(700, .02814),
            Map.entry(888, .030839),
            Map.entry(1031, .017459));

    try (Photo crop = Photos.photo(image)) {
      float[] signature = reader.signature(crop, new Cancellation()).values();

      assertThat(signature).hasSize(1032);
      expected.forEach(
          (index, value) ->
              assertThat((double) signature[index]).as("%d", index).isCloseTo(value, within(2e-5)));
    }
  }

  @Test
  void pointsAtWhatStandsOut() {
    var image = DrawnThings.background(640, 480, 1);
    DrawnThings.draw(image, 3, 400, 200, 200);

    try (Photo photo = Photos.photo(image)) {
      Region first = reader.read(photo, new Cancellation()).getFirst().region();

      assertThat((first.left() + first.right()) / 2).isCloseTo(400, within(60.0));
      assertThat((first.top() + first.bottom()) / 2).isCloseTo(200, within(60.0));
    }
  }

  @Test
  void findsNothingInAPictureOfOneColour() {
    try (Photo photo = Photo.allocate(300, 200)) {
      reader.study(
          photo,
          _ -> {
            throw new AssertionError("there is nothing");
          },
          new Cancellation());
    }
  }

  @Test
  void tellsThingsApartThatLookDifferent() {
    List<Embedding> one = looks(3, 1, 2);
    List<Embedding> other = looks(8, 3, 4);

    assertThat(one.get(0).cosine(one.get(1))).isGreaterThan(.85);
    assertThat(one.get(0).cosine(other.get(0))).isLessThan(one.get(0).cosine(one.get(1)) - .15);
  }

  private List<Embedding> looks(int thing, int... backgrounds) {
    return Arrays.stream(backgrounds)
        .mapToObj(
            background -> {
              var image = DrawnThings.background(640, 480, background);
              DrawnThings.draw(image, thing, 300 + 10 * background, 240, 220);
              try (Photo photo = Photos.photo(image)) {
                return reader.read(photo, new Cancellation()).getFirst().first();
              }
            })
        .toList();
  }
}
