package dev.likeness.worker.montage;

import dev.likeness.worker.image.Light;

/** A colour as light: what is mixed here is mixed as in a lens. */
record Colour(double red, double green, double blue) {

  /**
   * @param rgb stored sRGB values, 0xRRGGBB
   */
  static Colour of(int rgb) {
    return new Colour(
        Light.ofByte((byte) (rgb >> 16)),
        Light.ofByte((byte) (rgb >> 8)),
        Light.ofByte((byte) rgb));
  }

  Colour times(double factor) {
    return new Colour(red * factor, green * factor, blue * factor);
  }

  /** All of this at 0, all of the other at 1. */
  Colour towards(Colour other, double share) {
    double part = Math.clamp(share, 0, 1);
    return new Colour(
        red + (other.red - red) * part,
        green + (other.green - green) * part,
        blue + (other.blue - blue) * part);
  }

  double luminance() {
    return .2126 * red + .7152 * green + .0722 * blue;
  }
}
