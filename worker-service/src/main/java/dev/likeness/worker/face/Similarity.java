package dev.likeness.worker.face;

import java.util.List;

/**
 * Rotation, scaling and shift in the plane: (x, y) to (a x - b y + tx, b x + a y + ty).
 *
 * @param a scale times cosine of the angle
 * @param b scale times sine of the angle
 */
public record Similarity(double a, double b, double tx, double ty) {

  /**
   * The one that brings points nearest to others, in the sense of least squares, never mirrored
   * (Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
   * 1991; in two dimensions, with points as complex numbers about their means, it is the quotient
   * of sum(conj(p) q) and sum(|p|^2)).
   */
  public static Similarity between(List<Point> from, List<Point> to) {
    Point p = mean(from);
    Point q = mean(to);
    double real = 0;
    double imaginary = 0;
    double norm = 0;
    for (int i = 0; i < from.size(); i++) {
      double px = from.get(i).x() - p.x();
      double py = from.get(i).y() - p.y();
      double qx = to.get(i).x() - q.x();
      double qy = to.get(i).y() - q.y();
      real += px * qx + py * qy;
      imaginary += px * qy - py * qx;
      norm += px * px + py * py;
    }
    if (norm == 0) {
      throw new IllegalArgumentException("points that coincide have no direction");
    }
    double a = real / norm;
    double b = imaginary / norm;
    return new Similarity(a, b, q.x() - a * p.x() + b * p.y(), q.y() - b * p.x() - a * p.y());
  }

  /** By how much lengths grow. */
  public double scale() {
    return Math.hypot(a, b);
  }

  public Point apply(Point point) {
    return new Point(a * point.x() - b * point.y() + tx, b * point.x() + a * point.y() + ty);
  }

  /** The way back. */
  public Similarity inverse() {
    double norm = a * a + b * b;
    double backA = a / norm;
    double backB = -b / norm;
    return new Similarity(backA, backB, -(backA * tx - backB * ty), -(backB * tx + backA * ty));
  }

  private static Point mean(List<Point> points) {
    return new Point(
        points.stream().mapToDouble(Point::x).average().orElseThrow(),
        points.stream().mapToDouble(Point::y).average().orElseThrow());
  }
}
