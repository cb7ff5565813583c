package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How a network takes and gives pixels: planes of red, green and blue, [1, 3, height, width].
 *
 * @param mean is subtracted from 0..255,
 * @param deviation and what is left divided by this
 */
public record ColorPlanes(float mean, float deviation) {
  /** 0..1. */
  public static final ColorPlanes UNIT = new ColorPlanes(0, 255);

  /** -1..1. */
  public static final ColorPlanes SIGNED = new ColorPlanes(127.5f, 127.5f);

  /** 0..255. */
  public static final ColorPlanes BYTES = new ColorPlanes(0, 1);

  /** All of a photo. */
  public Tensor of(Photo photo, ElementType type) {
    return of(photo, 0, 0, photo.width(), photo.height(), type);
  }

  /** A rectangle of a photo; where it goes beyond the photo, the last pixels are repeated. */
  public Tensor of(Photo photo, int left, int top, int width, int height, ElementType type) {
    float[] values = new float[Photo.CHANNELS * width * height];
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < height; y++) {
      pixels.get(photo.offset(0, Math.clamp(top + y, 0, photo.height() - 1)), row);
      for (int x = 0; x < width; x++) {
        int at = Math.clamp(left + x, 0, photo.width() - 1) * Photo.CHANNELS;
        for (int channel = 0; channel < Photo.CHANNELS; channel++) {
          values[(channel * height + y) * width + x] =
              ((row[at + channel] & 255) - mean) / deviation;
        }
      }
    }
    return Tensor.of(type, List.of(1L, 3L, (long) height, (long) width), values);
  }

  /** The byte that a value stands for, 0 to 255. */
  public byte level(float value) {
    return (byte) Math.clamp(Math.round(value * deviation + mean), 0, 255);
  }

  /** A new photo of what a network gave, for the caller to close. */
  public Photo photo(Tensor planes) {
    int height = Math.toIntExact(planes.shape().get(2));
    int width = Math.toIntExact(planes.shape().get(3));
    return photo(finite(planes), width, height, width, height);
  }

  /**
   * The top left part of what a network gave, for the caller to close.
   *
   * @param values planes of {@code width} times {@code height} each
   */
  public Photo photo(float[] values, int width, int height, int keptWidth, int keptHeight) {
    Photo photo = Photo.allocate(keptWidth, keptHeight);
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < keptHeight; y++) {
      for (int x = 0; x < keptWidth; x++) {
        for (int channel = 0; channel < Photo.CHANNELS; channel++) {
          pixels.put(level(values[(channel * height + y) * width + x]));
        }
      }
    }
    return photo;
  }

  /**
   * The numbers that a network gave.
   *
   * @throws ModelException if one is none: networks in half precision can run over, and would give
   *     black pixels
   */
  public static float[] finite(Tensor planes) {
    float[] values = planes.floatValues();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ModelException(
            Reason.RUN_FAILED, "a network gave a pixel that is not a number for this photo");
      }
    }
    return values;
  }
}
