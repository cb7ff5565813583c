package dev.likeness.worker.diffusion;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** Photos as the models of generators see them: planes of red, green and blue from -1 to 1. */
final class SignedPlanes {
  private SignedPlanes() {}

  /** [channel, row, column]. */
  static float[] of(Photo photo) {
    int size = photo.width() * photo.height();
    float[] planes = new float[Photo.CHANNELS * size];
    ByteBuffer pixels = photo.pixels();
    for (int i = 0; i < size; i++) {
      for (int channel = 0; channel < Photo.CHANNELS; channel++) {
        planes[channel * size + i] = (pixels.get() & 255) / 127.5f - 1;
      }
    }
    return planes;
  }

  /** A photo of these planes; what is beyond black and white ends there. The caller closes it. */
  static Photo photo(float[] planes, int width, int height) {
    Photo photo = Photo.allocate(width, height);
    int size = width * height;
    ByteBuffer pixels = photo.pixels();
    for (int i = 0; i < size; i++) {
      for (int channel = 0; channel < Photo.CHANNELS; channel++) {
        float value = planes[channel * size + i];
        pixels.put((byte) Math.clamp(Math.round((value + 1) * 127.5f), 0, 255));
      }
    }
    return photo;
  }
}
