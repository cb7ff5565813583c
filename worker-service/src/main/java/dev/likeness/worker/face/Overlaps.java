package dev.likeness.worker.face;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Keeps one of several findings of the same face (non-maximum suppression). */
final class Overlaps {
  private static final int MOST = 5000;

  private Overlaps() {}

  /**
   * The best first; of two that overlap by more than {@code most} of what they cover together, only
   * the better one.
   */
  static List<Face> suppressed(Collection<Face> faces, double most) {
    List<Face> kept = new ArrayList<>();
    faces.stream()
        .sorted(Comparator.comparingDouble(Face::score).reversed())
        .limit(MOST)
        .filter(face -> kept.stream().noneMatch(other -> overlap(face, other) > most))
        .forEachOrdered(kept::add);
    return kept;
  }

  /** Intersection over union. */
  static double overlap(Face one, Face other) {
    double width = Math.min(one.right(), other.right()) - Math.max(one.left(), other.left());
    double height = Math.min(one.bottom(), other.bottom()) - Math.max(one.top(), other.top());
    double common = Math.max(0, width) * Math.max(0, height);
    double both = one.width() * one.height() + other.width() * other.height() - common;
    return both <= 0 ? 0 : common / both;
  }
}
