package dev.likeness.worker.geometry;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** A rectangle of a photo, in pixels. */
public record Frame(int left, int top, int width, int height) {

  /** The largest one of these proportions, in the middle. */
  public static Frame centred(Photo photo, double ratio) {
    int width = Math.clamp(Math.round(photo.height() * ratio), 1, photo.width());
    int height = Math.clamp(Math.round(photo.width() / ratio), 1, photo.height());
    return new Frame((photo.width() - width) / 2, (photo.height() - height) / 2, width, height);
  }

  /** What is in the frame, as a photo of its own; the same photo if that is all of it. */
  public Photo cut(Photo photo) {
    if (width == photo.width() && height == photo.height()) {
      return photo;
    }
    Photo cut = Photo.allocate(width, height);
    ByteBuffer from = photo.pixels();
    ByteBuffer to = cut.pixels();
    int line = width * Photo.CHANNELS;
    for (int y = 0; y < height; y++) {
      to.put(y * line, from, photo.offset(left, top + y), line);
    }
    return cut;
  }
}
