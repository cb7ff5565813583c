package dev.likeness.worker.cutout;

/** Where a face is in a photo, from brow to chin and ear to ear, in pixels. */
public record Head(double left, double top, double right, double bottom) {
  public Head {
    if (!(left < right && top < bottom)) {
      throw new IllegalArgumentException("a head has a size");
    }
  }

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double middle() {
    return (left + right) / 2;
  }

  /** The same head in a photo that is {@code scale} times as large. */
  Head scaled(double scale) {
    return new Head(left * scale, top * scale, right * scale, bottom * scale);
  }

  /** The same head in a part of the photo that begins at this place. */
  Head from(int x, int y) {
    return new Head(left - x, top - y, right - x, bottom - y);
  }
}
