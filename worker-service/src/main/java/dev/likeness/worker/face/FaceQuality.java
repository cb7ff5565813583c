package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/** How much a face shows of the person. */
public final class FaceQuality {
  /** Faces smaller than this show too little, in pixels of the photo. */
  private static final double SMALLEST = 64;

  /** From this size on, a face does not get better by being larger. */
  private static final double LARGE = 256;

  /** Variance of the Laplacian below which nothing but a blur is left, at 112 pixels. */
  private static final double BLURRED = 8;

  private static final double SHARP = 120;

  private FaceQuality() {}

  /**
   * From 0, not to be used (small, blurred, or in profile), to 1.
   *
   * @param crop of {@link FaceAlignment}, in any size
   */
  public static double of(Face face, Photo crop) {
    double side = Math.min(face.width(), face.height());
    double sharpness;
    try (Photo standard = FaceAlignment.standard(crop)) {
      sharpness = sharpness(standard);
    }
    double turned = turned(face);
    if (side < SMALLEST || sharpness < BLURRED || turned > 1) {
      return 0;
    }
    return face.score()
        * Math.min(1, side / LARGE)
        * Math.min(1, sharpness / SHARP)
        * (1 - turned / 2);
  }

  /**
   * How far the head is turned aside: 0 if the nose is in the middle between the eyes, 1 if it is
   * before one of them (about 60 degrees), more beyond.
   */
  static double turned(Face face) {
    Point left = face.landmarks().get(0);
    Point right = face.landmarks().get(1);
    Point nose = face.landmarks().get(2);
    double x = right.x() - left.x();
    double y = right.y() - left.y();
    double along = ((nose.x() - left.x()) * x + (nose.y() - left.y()) * y) / (x * x + y * y);
    return Math.abs(2 * along - 1);
  }

  /** Variance of the Laplacian of luma: edges make it large, blur makes it small. */
  static double sharpness(Photo photo) {
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
