package dev.likeness.worker.image;

/**
 * How stored values stand for light: a value of 0 to 1 becomes linear light, where 1 is the white
 * of a page. Sources: ITU-T H.273 table 3, IEC 61966-2-1, SMPTE ST 2084, ITU-R BT.2100, and ITU-R
 * BT.2408 for the white of a page in HDR (203 cd/m2).
 */
sealed interface Transfer {

  /** Linear light of a stored value. For {@link Hlg}: of the scene, 0 to 1. */
  double light(double value);

  /** As screens show it. */
  record Srgb() implements Transfer {
    @Override
    public double light(double value) {
      return Light.of((float) value);
    }
  }

  /** A power of the value. */
  record Power(double exponent) implements Transfer {
    @Override
    public double light(double value) {
      return Math.pow(value, exponent);
    }
  }

  /** Absolute light up to 10,000 cd/m2. */
  record Pq() implements Transfer {
    private static final double M1 = 2610 / 16384.;
    private static final double M2 = 2523 / 4096. * 128;
    private static final double C1 = 3424 / 4096.;
    private static final double C2 = 2413 / 4096. * 32;
    private static final double C3 = 2392 / 4096. * 32;

    @Override
    public double light(double value) {
      double power = Math.pow(value, 1 / M2);
      double share = Math.max(0, power - C1) / (C2 - C3 * power);
      return 10_000 / PAGE_WHITE * Math.pow(share, 1 / M1);
    }
  }

  /** Light of the scene, which a screen makes brighter the brighter it is. */
  record Hlg() implements Transfer {
    private static final double A = .17883277;
    private static final double B = 1 - 4 * A;
    private static final double C = .5 - A * Math.log(4 * A);

    @Override
    public double light(double value) {
      return value <= .5 ? value * value / 3 : (Math.exp((value - C) / A) + B) / 12;
    }
  }

  /** Cd/m2. */
  double PAGE_WHITE = 203;

  /**
   * That of a number in H.273. The curves of television (1, 6, 14, 15) are for cameras; what they
   * wrote is meant for screens, as sRGB is.
   */
  static Transfer ofNumber(int transfer) {
    return switch (transfer) {
      case 4 -> new Power(2.2);
      case 5 -> new Power(2.8);
      case 8 -> new Power(1);
      case 16 -> new Pq();
      case 17 -> new Power(2.6);
      case 18 -> new Hlg();
      default -> new Srgb();
    };
  }
}
