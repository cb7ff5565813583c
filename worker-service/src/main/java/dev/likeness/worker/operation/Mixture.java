package dev.likeness.worker.operation;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** Lies one photo over another of the same size. */
final class Mixture {
  private Mixture() {}

  /**
   * A new photo, for the caller to close.
   *
   * @param share of the upper photo, 0 to 1
   */
  static Photo of(Photo lower, Photo upper, double share) {
    Photo mixed = Photo.allocate(lower.width(), lower.height());
    float part = (float) share;
    ByteBuffer a = lower.pixels();
    ByteBuffer b = upper.pixels();
    ByteBuffer out = mixed.pixels();
    byte[] ofLower = new byte[lower.width() * Photo.CHANNELS];
    byte[] ofUpper = new byte[ofLower.length];
    while (out.hasRemaining()) {
      a.get(ofLower);
      b.get(ofUpper);
      for (int i = 0; i < ofLower.length; i++) {
        int under = ofLower[i] & 255;
        ofLower[i] = (byte) (under + Math.round(((ofUpper[i] & 255) - under) * part));
      }
      out.put(ofLower);
    }
    return mixed;
  }
}
