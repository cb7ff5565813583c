package dev.likeness.worker.operation;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** Tells whether an operation did anything at all. */
final class SamePixels {
  private SamePixels() {}

  /** Whether no value differs by more than one level, which nobody can see. */
  static boolean in(Photo one, Photo other) {
    if (one.width() != other.width() || one.height() != other.height()) {
      return false;
    }
    ByteBuffer first = one.pixels();
    ByteBuffer second = other.pixels();
    var a = new byte[one.width() * Photo.CHANNELS];
    var b = new byte[a.length];
    while (first.hasRemaining()) {
      first.get(a);
      second.get(b);
      for (int i = 0; i < a.length; i++) {
        if (Math.abs((a[i] & 255) - (b[i] & 255)) > 1) {
          return false;
        }
      }
    }
    return true;
  }
}
