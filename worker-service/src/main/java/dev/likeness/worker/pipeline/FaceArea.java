package dev.likeness.worker.pipeline;

/** Where a face is in a photo, in its pixels. */
public record FaceArea(double left, double top, double right, double bottom) {
  /** How far a place is from the middle: 1 on the ellipse that fills the box. */
  double distance(double x, double y) {
    return Math.hypot(
        (2 * x - left - right) / (right - left), (2 * y - top - bottom) / (bottom - top));
  }
}
