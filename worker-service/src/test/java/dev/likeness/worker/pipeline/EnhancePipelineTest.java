package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnhancePipelineTest {
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final EnhancePipeline pipeline = EnhancePipeline.load(ModelPack.starter(), device);

  @AfterAll
  void close() {
    pipeline.close();
    device.close();
  }

  @Test
  void bringsBackADarkOrangeNoisyPhoto() {
    BufferedImage scene = Scenes.house(400, 300);
    BufferedImage bad = Scenes.badlyTaken(scene);

    try (Photo taken = Photos.photo(bad);
        Photo better = enhance(taken, 1)) {
      double[] wrong = wall(taken);
      double[] right = wall(better);
      assertThat(brightness(right)).isGreaterThan(1.5 * brightness(wrong));
      assertThat(cast(right)).isLessThan(.35 * cast(wrong));
      assertThat(noise(better) / brightness(right))
          .isLessThan(.3 * noise(taken) / brightness(wrong));
    }
  }

  @Test
  void keepsTheOrderOfGreys() {
    try (Photo taken = Photos.photo(Scenes.badlyTaken(Scenes.house(400, 300)));
        Photo better = enhance(taken, 1)) {
      double before = -1;
      for (int i = 0; i < 10; i++) {
        double grey = brightness(means(better, 24 + i * 36, 258, 20, 24));
        assertThat(grey).isGreaterThan(before);
        before = grey;
      }
    }
  }

  @Test
  void doesNotSpoilAGoodPhoto() {
    try (Photo taken = Photos.photo(Scenes.house(400, 300));
        Photo better = enhance(taken, 1)) {
      assertThat(cast(wall(better))).isLessThan(.05);
      assertThat(brightness(wall(better))).isBetween(200.0, 255.0);
    }
  }

  @Test
  void changesNothingAtNoStrength() {
    try (Photo taken = Photos.photo(Scenes.clutter(200, 150, 5));
        Photo same = enhance(taken, 0)) {
      assertThat(largestDifference(taken, same)).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"300,220", "257,131", "383,385", "129,64", "131,70"})
  void givesTheSameInTilesAsInOnePiece(int width, int height) {
    BufferedImage picture = Scenes.badlyTaken(Scenes.clutter(width, height, 11));

    try (EnhancePipeline tiled = EnhancePipeline.load(ModelPack.starter(), device, 64);
        Photo taken = Photos.photo(picture);
        Photo whole = enhance(taken, 1);
        Photo inTiles = tiled.enhance(taken, List.of(), 1, _ -> {}, new Cancellation())) {
      assertThat(largestDifference(whole, inTiles)).isLessThanOrEqualTo(1);
      assertThat(differences(whole, inTiles)).isLessThan(width * height / 1000 + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,2", "1,500", "40,40"})
  void takesTinyPhotos(int width, int height) {
    try (Photo taken = Photos.photo(Scenes.clutter(width, height, 4));
        Photo better = enhance(taken, 1)) {
      assertThat(better.width()).isEqualTo(width);
      assertThat(better.height()).isEqualTo(height);
    }
  }

  @Test
  void tellsHowFarItIs() {
    List<Double> fractions = new ArrayList<>();

    try (EnhancePipeline tiled = EnhancePipeline.load(ModelPack.starter(), device, 64);
        Photo taken = Photos.photo(Scenes.house(128, 128));
        Photo _ = tiled.enhance(taken, List.of(), 1, fractions::add, new Cancellation())) {
      assertThat(fractions).containsExactly(.25, .5, .75, 1.0);
    }
  }

  @Test
  void stopsBetweenTiles() {
    Cancellation cancellation = new Cancellation();
    List<Double> fractions = new ArrayList<>();

    try (EnhancePipeline tiled = EnhancePipeline.load(ModelPack.starter(), device, 64);
        Photo taken = Photos.photo(Scenes.house(128, 128))) {
      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(
              () ->
                  tiled.enhance(
                      taken,
                      List.of(),
                      1,
                      fraction -> {
                        fractions.add(fraction);
                        cancellation.request();
                      },
                      cancellation));
    }
    assertThat(fractions).containsExactly(.25);
  }

  @Test
  void namesTheModelsThatItUses() {
    assertThat(pipeline.models())
        .extracting(ModelFile::role)
        .containsExactly("enhance.analyze", "enhance.apply");
  }

  private Photo enhance(Photo photo, float strength) {
    return pipeline.enhance(photo, List.of(), strength, _ -> {}, new Cancellation());
  }

  /** Means of red, green and blue on the white wall of the house. */
  private static double[] wall(Photo photo) {
    return means(photo, 200, 165, 25, 50);
  }

  private static double[] means(Photo photo, int left, int top, int width, int height) {
    double[] sums = new double[3];
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        int rgb = Photos.rgb(photo, x, y);
        sums[0] += rgb >> 16;
        sums[1] += rgb >> 8 & 255;
        sums[2] += rgb & 255;
      }
    }
    return new double[] {
      sums[0] / (width * height), sums[1] / (width * height), sums[2] / (width * height)
    };
  }

  private static double brightness(double[] means) {
    return (means[0] + means[1] + means[2]) / 3;
  }

  /** How far red and blue are apart, as a part of the brightness. */
  private static double cast(double[] means) {
    return Math.abs(means[0] - means[2]) / brightness(means);
  }

  /** Standard deviation of green on the white wall. */
  private static double noise(Photo photo) {
    double mean = wall(photo)[1];
    double sum = 0;
    for (int y = 165; y < 215; y++) {
      for (int x = 200; x < 225; x++) {
        double off = (Photos.rgb(photo, x, y) >> 8 & 255) - mean;
        sum += off * off;
      }
    }
    return Math.sqrt(sum / (25 * 50));
  }

  private static int differences(Photo one, Photo other) {
    byte[] a = Photos.bytes(one);
    byte[] b = Photos.bytes(other);
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        count++;
      }
    }
    return count;
  }

  private static int largestDifference(Photo one, Photo other) {
    byte[] a = Photos.bytes(one);
    byte[] b = Photos.bytes(other);
    int largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((a[i] & 255) - (b[i] & 255)));
    }
    return largest;
  }
}
