package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.subject.Sharpness;

/** How much a face shows of the person. */
public final class FaceQuality {
  /** Faces smaller than this show too little, in pixels of the photo. */
  private static final double SMALLEST = 64;

  /** From this size on, a face does not get better by being larger. */
  private static final double LARGE = 256;

  /** Variance of the Laplacian below which nothing but a blur is left, at 112 pixels. */
  private static final double BLURRED = 8;

  private static final double SHARP = 120;

  /** What a detector is less sure of may be no face. */
  private static final double UNSURE = .6;

  private FaceQuality() {}

  /**
   * From 0, not to be used (unsure, small, blurred, or in profile), to 1.
   *
   * @param crop of {@link FaceAlignment}, in any size
   */
  public static double of(Face face, Photo crop) {
    double side = Math.min(face.width(), face.height());
    double sharpness;
    try (Photo standard = FaceAlignment.standard(crop)) {
      sharpness = Sharpness.of(standard);
    }
    double turned = turned(face);
    if (face.score() < UNSURE || side < SMALLEST || sharpness < BLURRED || turned > 1) {
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
}
