package dev.likeness.worker.starter;

/** What the analysis of a photo tells its correction. */
enum EnhanceParameter {
  /** Gains of the white balance, for stored values. */
  RED_GAIN(0),
  GREEN_GAIN(1),
  BLUE_GAIN(2),
  /** The stored value that becomes 0. */
  BLACK_POINT(3),
  /** The stored value that becomes 1. */
  WHITE_POINT(4),
  /** Exponent for the light of a neighborhood; below 1 lifts it. */
  GAMMA(5),
  /** Standard deviation of the noise, in stored values. */
  NOISE(6),
  /** How much stronger local contrast becomes, 0 for none. */
  LOCAL_CONTRAST(7),
  /** How much stronger the finest detail becomes, 0 for none. */
  SHARPNESS(8),
  /** How much stronger pale colors become, 0 for none. */
  COLOR(9);

  static final int COUNT = values().length;

  private final int place;

  EnhanceParameter(int place) {
    this.place = place;
  }

  /** Where it stands in the tensor. */
  int place() {
    return place;
  }
}
