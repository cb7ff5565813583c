package dev.likeness.worker.subject;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** How sharp a small picture is. */
public final class Sharpness {
  private Sharpness() {}

  /** Variance of the Laplacian of luma: edges make it large, blur makes it small. */
  public static double of(Photo photo) {
    ByteBuffer pixels = photo.pixels();
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int y = 1; y < photo.height() - 1; y++) {
      for (int x = 1; x < photo.width() - 1; x++) {
        double laplacian =
            luma(pixels, photo.offset(x - 1, y))
                + luma(pixels, photo.offset(x + 1, y))
                + luma(pixels, photo.offset(x, y - 1))
                + luma(pixels, photo.offset(x, y + 1))
                - 4 * luma(pixels, photo.offset(x, y));
        sum += laplacian;
        squares += laplacian * laplacian;
        count++;
      }
    }
    double mean = sum / count;
    return squares / count - mean * mean;
  }

  private static double luma(ByteBuffer pixels, int at) {
    return .299 * (pixels.get(at) & 255)
        + .587 * (pixels.get(at + 1) & 255)
        + .114 * (pixels.get(at + 2) & 255);
  }
}
