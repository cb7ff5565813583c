package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import java.util.List;

/**
 * Cuts a face out so that its landmarks lie where ArcFace, SFace and their kin were trained to see
 * them: InsightFace's template {@code arcface_112_v2}, 112 x 112 pixels.
 */
public final class FaceAlignment {
  /** Side of what embedders see. */
  public static final int SIDE = 112;

  static final List<Point> TEMPLATE =
      List.of(
          new Point(38.2946, 51.6963),
          new Point(73.5318, 51.5014),
          new Point(56.0252, 71.7366),
          new Point(41.5493, 92.3655),
          new Point(70.7299, 92.2041));

  private FaceAlignment() {}

  /**
   * A new picture of the face, upright, for the caller to close.
   *
   * @param factor size, in multiples of {@link #SIDE}
   */
  public static Photo crop(Photo photo, Face face, int factor) {
    List<Point> places =
        TEMPLATE.stream()
            .map(point -> new Point(grown(point.x(), factor), grown(point.y(), factor)))
            .toList();
    Similarity toPhoto = Similarity.between(face.landmarks(), places).inverse();
    return Resampling.resample(photo, toPhoto, SIDE * factor, SIDE * factor);
  }

  /** A crop made with a larger factor, in the size that embedders see; for the caller to close. */
  public static Photo standard(Photo crop) {
    double factor = (double) crop.width() / SIDE;
    double shift = (factor - 1) / 2;
    return Resampling.resample(crop, new Similarity(factor, 0, shift, shift), SIDE, SIDE);
  }

  /**
   * Where a place lies in a picture that is larger: the edges of pixels grow, not their centres.
   */
  private static double grown(double place, int factor) {
    return (place + .5) * factor - .5;
  }
}
