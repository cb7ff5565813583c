package dev.likeness.worker.image;

import java.io.IOException;

/** Decodes what a HEIF file shows; the library for it is not everywhere. Thread safe. */
public interface HeifPixels {
  /**
   * The primary image of the file, not yet turned upright, in the colours of the file's profile.
   *
   * @throws DecodeTooSlow if it takes too long
   * @throws IOException if the file is damaged or not encoded as HEVC
   */
  Raw read(byte[] file) throws IOException;

  /**
   * Pixels in the layout of {@code TYPE_3BYTE_BGR}.
   *
   * @param bgr blue, green, red; row by row without gaps
   */
  record Raw(int width, int height, byte[] bgr) {
    public Raw {
      if (width < 1 || height < 1 || (long) width * height * 3 != bgr.length) {
        throw new IllegalArgumentException("not the pixels of " + width + " x " + height);
      }
    }
  }
}
