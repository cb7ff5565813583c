package dev.likeness.worker.geometry;

/** How large an image is delivered: sides are multiples of 16 pixels. */
public record OutputSize(int width, int height) {
  private static final int STEP = 16;

  /**
   * @param longSide in pixels
   * @param ratio of width to height, which is met as well as the steps allow
   */
  public static OutputSize of(int longSide, double ratio) {
    int shortSide = stepped(longSide * Math.min(ratio, 1 / ratio));
    return ratio >= 1 ? new OutputSize(longSide, shortSide) : new OutputSize(shortSide, longSide);
  }

  /** The long side of a resolution by its name in requests. */
  public static int longSide(String resolution) {
    return switch (resolution) {
      case "1K" -> 1024;
      case "2K" -> 2048;
      case "4K" -> 4096;
      default -> throw new IllegalArgumentException("no resolution is called " + resolution);
    };
  }

  public double ratio() {
    return (double) width / height;
  }

  private static int stepped(double side) {
    return Math.max(STEP, Math.toIntExact(Math.round(side / STEP)) * STEP);
  }
}
