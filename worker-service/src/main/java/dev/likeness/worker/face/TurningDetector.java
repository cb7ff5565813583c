package dev.likeness.worker.face;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import java.util.Comparator;
import java.util.List;

/**
 * Finds faces also in photos that lie on their side or stand on their head.
 *
 * <p>Detectors know upright faces. In a turned photo they see none, or something that they are less
 * sure of and whose eyes and mouth are in the wrong places; who is recognised by those is anybody.
 * So where no face is surely upright, the photo is looked at in all four turns, and the one with
 * the surest face counts, if it is surer by enough.
 */
final class TurningDetector implements FaceDetector {
  /**
   * A face of this score is upright: with YuNet they have 0.93 and more, turned ones up to 0.89.
   */
  private static final double SURE = .92;

  /** By how much a turned photo has to show a surer face. */
  private static final double LEAD = .03;

  /** Pixels a side that are turned; detectors look at fewer. */
  private static final int MAX_SIDE = 1280;

  private final FaceDetector detector;

  TurningDetector(FaceDetector detector) {
    this.detector = detector;
  }

  @Override
  public List<Face> detect(Photo photo, Cancellation cancellation) {
    List<Face> asItIs = detector.detect(photo, cancellation);
    if (surest(asItIs) >= SURE) {
      return asItIs;
    }
    Photo small = small(photo);
    try {
      return turned(photo, small, asItIs, cancellation);
    } finally {
      if (small != photo) {
        small.close();
      }
    }
  }

  private List<Face> turned(
      Photo photo, Photo small, List<Face> asItIs, Cancellation cancellation) {
    List<Face> best = asItIs;
    double toBeat = surest(asItIs) + LEAD;
    for (int quarters = 1; quarters < 4; quarters++) {
      List<Face> found;
      try (Photo turned = Turns.turned(small, 90.0 * quarters)) {
        found = detector.detect(turned, cancellation);
      }
      if (surest(found) >= toBeat) {
        toBeat = surest(found);
        best = back(found, new QuarterTurn(quarters, small.width(), small.height()), photo);
      }
    }
    return best;
  }

  private static Photo small(Photo photo) {
    double scale = Math.min(1, (double) MAX_SIDE / Math.max(photo.width(), photo.height()));
    return Resize.to(
        photo,
        Math.max(1, (int) Math.round(photo.width() * scale)),
        Math.max(1, (int) Math.round(photo.height() * scale)));
  }

  private static List<Face> back(List<Face> faces, QuarterTurn turn, Photo photo) {
    double scale = (double) photo.width() / turn.width();
    double shift = (scale - 1) / 2;
    Similarity larger = new Similarity(scale, 0, shift, shift);
    return faces.stream().map(face -> turn.back(face).mapped(larger)).toList();
  }

  private static double surest(List<Face> faces) {
    return faces.stream().mapToDouble(Face::score).max().orElse(0);
  }

  @Override
  public ModelFile model() {
    return detector.model();
  }

  @Override
  public void close() {
    detector.close();
  }

  /**
   * A photo turned clockwise.
   *
   * @param width of the photo before
   */
  private record QuarterTurn(int quarters, int width, int height) {
    Face back(Face face) {
      List<Point> corners =
          List.of(
              back(new Point(face.left(), face.top())),
              back(new Point(face.right(), face.bottom())));
      double left = least(corners.stream().map(Point::x).toList());
      double top = least(corners.stream().map(Point::y).toList());
      boolean across = quarters % 2 == 1;
      return new Face(
          left,
          top,
          left + (across ? face.height() : face.width()),
          top + (across ? face.width() : face.height()),
          face.score(),
          face.landmarks().stream().map(this::back).toList());
    }

    private static double least(List<Double> values) {
      return values.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    private Point back(Point point) {
      return switch (quarters) {
        case 1 -> new Point(point.y(), height - 1 - point.x());
        case 2 -> new Point(width - 1 - point.x(), height - 1 - point.y());
        case 3 -> new Point(width - 1 - point.y(), point.x());
        default -> point;
      };
    }
  }
}
