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
  public Face {
    landmarks = List.copyOf(landmarks);
  }

  /** Where it is. */
  public Region region() {
    return new Region(left, top, right, bottom, score);
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
