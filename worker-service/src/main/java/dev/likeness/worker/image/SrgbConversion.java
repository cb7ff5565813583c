package dev.likeness.worker.image;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Brings pixels whose colors are stated by numbers to sRGB. Light beyond the white of a page (HDR)
 * is pressed together above {@link #KNEE}, so that highlights keep their shape; everything below
 * looks as it would on a page. Colors that sRGB does not have are cut off. Not thread safe.
 */
public final class SrgbConversion {
  private static final int LEVELS = 1 << 16;
  private static final int MAX_VALUE = LEVELS - 1;
  private static final double KNEE = .75;
  private static final double USUAL_PEAK = 1000;
  private static final double HLG_PEAK = 1000;
  private static final double HLG_GAMMA = 1.2;

  private final float[] light = new float[LEVELS];
  private final float[] matrix = new float[9];
  private final float[] luminance = new float[3];
  private final Transfer transfer;

  /** Brightest light, where 1 is the white of a page. */
  private final double peak;

  SrgbConversion(Chromaticities primaries, Transfer transfer, OptionalInt peak) {
    this.transfer = transfer;
    this.peak =
        transfer instanceof Transfer.Hlg
            ? HLG_PEAK / Transfer.PAGE_WHITE
            : peak.orElse((int) USUAL_PEAK) / Transfer.PAGE_WHITE;
    for (int i = 0; i < LEVELS; i++) {
      light[i] = (float) transfer.light((double) i / MAX_VALUE);
    }
    double[] toSrgb = primaries.toSrgb();
    for (int i = 0; i < 9; i++) {
      matrix[i] = (float) toSrgb[i];
    }
    for (int i = 0; i < 3; i++) {
      luminance[i] = (float) primaries.luminance()[i];
    }
  }

  /**
   * For colors stated with the numbers of ITU-T H.273; empty if they are sRGB already.
   *
   * @param peak brightest light in cd/m2, where the file says it
   */
  public static Optional<SrgbConversion> of(int primaries, int transfer, OptionalInt peak) {
    return of(Chromaticities.ofNumber(primaries), Transfer.ofNumber(transfer), peak);
  }

  static Optional<SrgbConversion> of(
      Chromaticities primaries, Transfer transfer, OptionalInt peak) {
    return primaries.isSrgb() && transfer instanceof Transfer.Srgb
        ? Optional.empty()
        : Optional.of(new SrgbConversion(primaries, transfer, peak));
  }

  /**
   * Converts pixels of red, green and blue in place.
   *
   * @param rgb 0 to 65,535 before, 0 to 255 after
   */
  public void convert(int[] rgb, int pixels) {
    for (int at = 0; at < pixels * 3; at += 3) {
      float red = light[rgb[at]];
      float green = light[rgb[at + 1]];
      float blue = light[rgb[at + 2]];
      float scale = scale(red, green, blue);
      red *= scale;
      green *= scale;
      blue *= scale;
      rgb[at] = encode(matrix[0] * red + matrix[1] * green + matrix[2] * blue);
      rgb[at + 1] = encode(matrix[3] * red + matrix[4] * green + matrix[5] * blue);
      rgb[at + 2] = encode(matrix[6] * red + matrix[7] * green + matrix[8] * blue);
    }
  }

  /** What brings light of a pixel into the range of a page. */
  private float scale(float red, float green, float blue) {
    return switch (transfer) {
      case Transfer.Srgb _, Transfer.Power _ -> 1;
      case Transfer.Pq _ -> pressed(Math.max(red, Math.max(green, blue)));
      case Transfer.Hlg _ -> {
        double bright = luminance[0] * red + luminance[1] * green + luminance[2] * blue;
        double screen = peak * Math.pow(Math.max(bright, 1e-6), HLG_GAMMA - 1);
        float most = (float) (screen * Math.max(red, Math.max(green, blue)));
        yield (float) (screen * pressed(most));
      }
    };
  }

  /** By how much light is made less: nothing below the knee, to 1 at the peak. */
  private float pressed(float most) {
    if (most <= KNEE) {
      return 1;
    }
    double room = 1 - KNEE;
    double above = (most - KNEE) / room;
    double white = Math.max(1, (peak - KNEE) / room);
    double pressed = KNEE + room * above * (1 + above / (white * white)) / (1 + above);
    return (float) (Math.min(1, pressed) / most);
  }

  private static int encode(float linear) {
    return Light.toByte(linear) & 255;
  }
}
