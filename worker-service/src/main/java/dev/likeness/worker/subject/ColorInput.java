package dev.likeness.worker.subject;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * How a model wants its pixels: float [1,3,height,width].
 *
 * @param blueFirst blue, green, red instead of red, green, blue
 * @param mean is subtracted from 0..255,
 * @param deviation and what is left divided by this
 */
public record ColorInput(boolean blueFirst, Levels mean, Levels deviation) {
  /** Blue, green, red, 0 to 255. */
  public static final ColorInput BGR = new ColorInput(true, Levels.all(0), Levels.all(1));

  /** Red, green, blue, 0 to 255. */
  public static final ColorInput RGB = of(0, 1);

  /** Red, green, blue, 0 to 1. */
  public static final ColorInput UNIT = of(0, 255);

  /** As networks are fed that were trained with ImageNet. */
  public static final ColorInput IMAGENET =
      new ColorInput(
          false,
          new Levels(.485f * 255, .456f * 255, .406f * 255),
          new Levels(.229f * 255, .224f * 255, .225f * 255));

  /** A level for each colour. */
  public record Levels(float red, float green, float blue) {
    static Levels all(float level) {
      return new Levels(level, level, level);
    }

    private float[] values() {
      return new float[] {red, green, blue};
    }
  }

  /** Red, green, blue, all with the same levels. */
  public static ColorInput of(float mean, float deviation) {
    return new ColorInput(false, Levels.all(mean), Levels.all(deviation));
  }

  /** A photo as the model wants it. */
  public Tensor tensor(Photo photo) {
    int size = photo.width() * photo.height();
    Tensor tensor = Tensor.empty(ElementType.FLOAT32, 1, 3, photo.height(), photo.width());
    FloatBuffer values = tensor.data().asFloatBuffer();
    float[] means = mean.values();
    float[] deviations = deviation.values();
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < photo.height(); y++) {
      pixels.get(row);
      for (int x = 0; x < photo.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int plane = blueFirst ? 2 - channel : channel;
          values.put(
              plane * size + y * photo.width() + x,
              ((row[x * 3 + channel] & 255) - means[channel]) / deviations[channel]);
        }
      }
    }
    return tensor;
  }
}
