package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * How a model wants its pixels: float [1,3,height,width].
 *
 * @param blueFirst blue, green, red instead of red, green, blue
 * @param mean is subtracted from 0..255,
 * @param deviation and what is left divided by this
 */
record ColorInput(boolean blueFirst, float mean, float deviation) {
  static final ColorInput BGR = new ColorInput(true, 0, 1);
  static final ColorInput RGB = new ColorInput(false, 0, 1);

  Tensor tensor(Photo photo) {
    int size = photo.width() * photo.height();
    ByteBuffer data =
        ByteBuffer.allocateDirect(Float.BYTES * 3 * size).order(ByteOrder.nativeOrder());
    FloatBuffer values = data.asFloatBuffer();
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < photo.height(); y++) {
      pixels.get(row);
      for (int x = 0; x < photo.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int plane = blueFirst ? 2 - channel : channel;
          values.put(
              plane * size + y * photo.width() + x,
              ((row[x * 3 + channel] & 255) - mean) / deviation);
        }
      }
    }
    return new Tensor(
        ElementType.FLOAT32, List.of(1L, 3L, (long) photo.height(), (long) photo.width()), data);
  }
}
