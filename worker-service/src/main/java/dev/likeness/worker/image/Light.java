package dev.likeness.worker.image;

/** Between stored sRGB values and light (IEC 61966-2-1), by tables. */
public final class Light {
  private static final int STEPS = 4096;
  private static final float[] OF_BYTE = new float[256];
  private static final byte[] TO_BYTE = new byte[STEPS + 1];

  static {
    for (int i = 0; i < OF_BYTE.length; i++) {
      OF_BYTE[i] = of(i / 255f);
    }
    // By the square root, or dark values would share too few steps.
    for (int i = 0; i <= STEPS; i++) {
      double root = (double) i / STEPS;
      TO_BYTE[i] = (byte) Math.round(255 * stored(root * root));
    }
  }

  private Light() {}

  /** Light of a stored value from 0 to 1. */
  public static float of(float stored) {
    return stored <= .04045f ? stored / 12.92f : (float) Math.pow((stored + .055) / 1.055, 2.4);
  }

  public static float ofByte(byte stored) {
    return OF_BYTE[stored & 255];
  }

  /** Stored value of light; what is out of range becomes the nearest that is not. */
  public static byte toByte(double light) {
    return TO_BYTE[(int) (Math.sqrt(Math.clamp(light, 0, 1)) * STEPS + .5)];
  }

  /**
   * As {@link #toByte(double)}, a little more or less in a pattern that the eye does not see: a
   * smooth change stays smooth.
   */
  public static byte toByte(double light, int x, int y) {
    int noise = x * 0x2545F491 ^ y * 0x9E3779B1;
    noise = (noise ^ noise >>> 15) * 0x2C1B3C6D;
    noise ^= noise >>> 13;
    double spread = ((noise & 0xFFFF) / 65536.0 - .5) / 255;
    double root = Math.sqrt(Math.clamp(light, 0, 1));
    return TO_BYTE[(int) (Math.clamp(root + spread * .9, 0, 1) * STEPS + .5)];
  }

  private static double stored(double light) {
    return light <= .0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - .055;
  }
}
