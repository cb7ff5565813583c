package dev.likeness.worker.subject;

/**
 * Where a subject is, in pixels of the photo.
 *
 * @param score how sure the detector is, 0 to 1
 * @param turns by how many quarter turns clockwise the subject is turned in the photo, 0 to 3
 */
public record Region(
    double left, double top, double right, double bottom, double score, int turns) {
  /** An upright subject. */
  public Region(double left, double top, double right, double bottom, double score) {
    this(left, top, right, bottom, score, 0);
  }

  public double width() {
    return right - left;
  }

  public double height() {
    return bottom - top;
  }

  /** The same region of a photo that is so many times as large. */
  Region scaled(double across, double down) {
    return new Region(left * across, top * down, right * across, bottom * down, score, turns);
  }

  /** What the two have in common, as a part of what they cover together. */
  double overlap(Region other) {
    double across = Math.min(right, other.right) - Math.max(left, other.left);
    double down = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    double common = Math.max(0, across) * Math.max(0, down);
    double both = width() * height() + other.width() * other.height() - common;
    return both <= 0 ? 0 : common / both;
  }
}
