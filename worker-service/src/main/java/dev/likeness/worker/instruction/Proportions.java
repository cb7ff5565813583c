package dev.likeness.worker.instruction;

/** Width to height. */
public record Proportions(double width, double height) {
  /** More than a panorama; beyond it hardly anything of a photo is left. */
  private static final double MOST = 5;

  public Proportions {
    if (!(width > 0 && height > 0 && width <= MOST * height && height <= MOST * width)) {
      throw new IllegalArgumentException("proportions are between 1:5 and 5:1");
    }
  }

  /** How many times as wide as high. */
  public double ratio() {
    return width / height;
  }
}
