package dev.likeness.kit.image;

import dev.likeness.contract.FailureCode;
import java.util.Locale;

/**
 * How large a photo may be. Intake and decoding use the same limits.
 *
 * @param bytes of the file
 * @param pixels width times height, as the header says
 * @param side width or height in pixels, as the header says
 */
public record ImageLimits(int bytes, long pixels, int side) {
  /** 25 MiB, 51 million pixels (phones take 8160 x 6144), 16,384 pixels a side. */
  public static final ImageLimits STANDARD = new ImageLimits(25 << 20, 51_000_000, 16_384);

  public ImageLimits {
    if (bytes < 1 || pixels < 1 || side < 1) {
      throw new IllegalArgumentException("image limits must be positive");
    }
  }

  /**
   * @throws UnreadableImageException if a file has too many bytes
   */
  public void checkBytes(long length) {
    if (length > bytes) {
      throw UnreadableImageException.tooLarge(
          FailureCode.PAYLOAD_TOO_LARGE,
          "The image file has " + length + " bytes; the limit is " + bytes + " bytes.");
    }
  }

  /**
   * @throws UnreadableImageException if there are too many pixels
   */
  public void checkSize(int width, int height) {
    if (Math.max(width, height) > side || (long) width * height > pixels) {
      throw UnreadableImageException.tooLarge(
          FailureCode.IMAGE_TOO_LARGE,
          String.format(
              Locale.ROOT,
              "The image has %d x %d pixels; the limit is %d pixels in all and %d on a side.",
              width,
              height,
              pixels,
              side));
    }
  }
}
