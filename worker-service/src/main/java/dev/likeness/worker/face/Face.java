package dev.likeness.worker.face;

import dev.likeness.worker.subject.Region;
import java.util.List;

/**
 * Where a face is.
 *
 * @param score how sure the detector is, 0 to 1
 * @param landmarks eye, eye, nose, mouth corner, mouth corner; of eyes and corners the one that is
 *     left in the picture first
 */
public record Face(
    double left, double top, double right, double bottom, double score, List<Point> landmarks) {
  /** Degrees by which people tilt their heads. */
  private static final double TILTED = 60;

  public Face {
    landmarks = List.copyOf(landmarks);
  }

  /** Where it is. */
  public Region region() {
    return new Region(left, top, right, bottom, score, turns());
  }

  /** By how many quarter turns clockwise the head is turned, 0 to 3; a tilted head is upright. */
  int turns() {
    double x = landmarks.get(1).x() - landmarks.get(0).x();
    double y = landmarks.get(1).y() - landmarks.get(0).y();
    double degrees = Math.toDegrees(Math.atan2(y, x));
    return Math.abs(degrees) <= TILTED ? 0 : Math.floorMod(Math.round(degrees / 90), 4);
  }

  public double width() {
    return right - left;
  }

  public double height() {
    return bottom - top;
  }

  /** The same face where {@code map}, which does not rotate, takes it. */
  Face mapped(Similarity map) {
    Point from = map.apply(new Point(left, top));
    Point to = map.apply(new Point(right, bottom));
    return new Face(
        from.x(), from.y(), to.x(), to.y(), score, landmarks.stream().map(map::apply).toList());
  }
}
