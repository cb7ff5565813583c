package dev.likeness.worker.image;

import java.io.IOException;

/** Decodes WebP, HEIC and AVIF files; the library for them is not everywhere. Thread safe. */
public interface HeifPixels {
  /**
   * The picture of the file, opaque and cropped as the file says, not yet turned upright. Its
   * colors are those of the file's ICC profile, or sRGB where it has none.
   *
   * @throws DecodeTooSlow if it takes too long
   * @throws IOException if the file is damaged
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
