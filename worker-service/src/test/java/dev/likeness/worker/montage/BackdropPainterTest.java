package dev.likeness.worker.montage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Scene;
import dev.likeness.worker.instruction.Scene.Backdrop;
import dev.likeness.worker.instruction.Scene.Daytime;
import dev.likeness.worker.testing.Photos;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackdropPainterTest {
  @ParameterizedTest
  @EnumSource(Backdrop.class)
  void drawsEveryBackdropAndTheSameForTheSameSeed(Backdrop backdrop) {
    byte[] first = painted(backdrop, Daytime.DAY, 1);

    assertThat(painted(backdrop, Daytime.DAY, 1)).isEqualTo(first);
    assertThat(painted(backdrop, Daytime.DAY, 2)).isNotEqualTo(first);
    assertThat(distinct(first)).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Backdrop.class,
      names = {"SKY", "SEA", "FOREST", "SNOW", "LIGHTS"})
  void isDarkAtNightAndWarmAtSunset(Backdrop backdrop) {
    byte[] day = painted(backdrop, Daytime.DAY, 3);
    byte[] sunset = painted(backdrop, Daytime.SUNSET, 3);
    byte[] night = painted(backdrop, Daytime.NIGHT, 3);

    assertThat(mean(night, 1)).isLessThan(.6 * mean(day, 1));
    assertThat(mean(sunset, 0) / mean(sunset, 2)).isGreaterThan(mean(day, 0) / mean(day, 2));
  }

  @Test
  void takesTheColourThatIsNamed() {
    try (Photo red = paint(new Scene(Backdrop.PLAIN, Daytime.DAY, List.of(0xB03A35), List.of()));
        Photo two =
            paint(
                new Scene(
                    Backdrop.GRADIENT, Daytime.DAY, List.of(0x3C7F82, 0xEAE0CB), List.of()))) {
      byte[] plain = Photos.bytes(red);
      assertThat(mean(plain, 0)).isBetween(150.0, 195.0);
      assertThat(mean(plain, 2)).isBetween(40.0, 62.0);
      assertThat(Photos.rgb(two, 60, 2) >> 16).isBetween(45, 90);
      assertThat(Photos.rgb(two, 60, 87) >> 16).isBetween(210, 240);
    }
  }

  @Test
  void looksTheSameInEverySize() {
    var scene = new Scene(Backdrop.SEA, Daytime.SUNSET, List.of(), List.of());
    try (Photo small = BackdropPainter.paint(scene, 256, 192, 9);
        Photo large = BackdropPainter.paint(scene, 2048, 1536, 9)) {
      assertThat(large.width()).isEqualTo(2048);
      for (int channel = 0; channel < 3; channel++) {
        assertThat(mean(Photos.bytes(large), channel))
            .isBetween(
                mean(Photos.bytes(small), channel) - 3, mean(Photos.bytes(small), channel) + 3);
      }
    }
  }

  private static Photo paint(Scene scene) {
    return BackdropPainter.paint(scene, 120, 90, 5);
  }

  private static byte[] painted(Backdrop backdrop, Daytime daytime, long seed) {
    try (Photo photo =
        BackdropPainter.paint(new Scene(backdrop, daytime, List.of(), List.of()), 160, 120, seed)) {
      return Photos.bytes(photo);
    }
  }

  private static double mean(byte[] pixels, int channel) {
    double sum = 0;
    for (int i = channel; i < pixels.length; i += 3) {
      sum += pixels[i] & 255;
    }
    return sum / (pixels.length / 3.0);
  }

  private static long distinct(byte[] pixels) {
    var values = new ArrayList<Integer>();
    for (byte value : pixels) {
      values.add(value & 255);
    }
    return values.stream().distinct().count();
  }
}
