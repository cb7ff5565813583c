package dev.likeness.worker.image;

import dev.likeness.kit.image.HeifFile;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.JpegFile;
import dev.likeness.kit.image.PngFile;
import dev.likeness.kit.image.WebpFile;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a file says about its colors, applied where the reader of its pixels does not. A PNG may say
 * it in several ways, of which the first counts: numbers of H.273 ({@code cICP}), a profile, {@code
 * sRGB}, and last primaries and exponent. Source: PNG (W3C Recommendation, third edition) section
 * 4.3.
 */
final class StatedColors {
  private static final double GAMMA_UNIT = 100_000;
  private static final double SCREEN_GAMMA = 1 / 2.2;
  private static final double SAME_GAMMA = .05;
  private static final double MIN_GAMMA = .1;
  private static final double MAX_GAMMA = 4;

  private StatedColors() {}

  /** How samples become sRGB that a file states by numbers; empty if they are so, or by profile. */
  static Optional<SrgbConversion> conversion(ImageFormat format, byte[] file) {
    return switch (format) {
      case PNG -> png(PngFile.of(file));
      case JPEG, GIF, WEBP, HEIF, AVIF -> Optional.empty();
    };
  }

  /** Applies the ICC profile of a file. */
  static void applyProfile(ImageFormat format, byte[] file, BufferedImage plain) {
    switch (format) {
      case PNG -> {
        PngFile png = PngFile.of(file);
        if (cicp(png).isEmpty()) {
          EmbeddedMetadata.profile(png)
              .ifPresent(profile -> Colours.convert(plain, profile, png.isGray() ? 1 : 3));
        }
      }
      case JPEG -> {
        JpegFile jpeg = JpegFile.of(file);
        if (jpeg.components() < 4) { // that of inks is applied by their reader
          jpeg.profile().ifPresent(profile -> Colours.convert(plain, profile, jpeg.components()));
        }
      }
      case WEBP ->
          WebpFile.of(file).profile().ifPresent(profile -> Colours.convert(plain, profile, 3));
      case HEIF, AVIF ->
          HeifFile.of(file).profile().ifPresent(profile -> Colours.convert(plain, profile, 3));
      case GIF -> {}
    }
  }

  private static Optional<SrgbConversion> png(PngFile png) {
    Optional<byte[]> cicp = cicp(png);
    if (cicp.isPresent()) {
      return SrgbConversion.of(cicp.get()[0] & 255, cicp.get()[1] & 255, peak(png));
    }
    if (EmbeddedMetadata.profile(png).isPresent() || png.chunk("sRGB").isPresent()) {
      return Optional.empty();
    }
    Chromaticities primaries =
        png.chunk("cHRM")
            .filter(chunk -> chunk.length == 32)
            .map(StatedColors::chromaticities)
            .filter(Chromaticities::areUsable)
            .orElse(Chromaticities.SRGB);
    return SrgbConversion.of(primaries, transfer(png), OptionalInt.empty());
  }

  /** Primaries, transfer, matrix (0: the samples are RGB) and range. */
  private static Optional<byte[]> cicp(PngFile png) {
    return png.chunk("cICP").filter(chunk -> chunk.length == 4 && chunk[2] == 0);
  }

  /** Brightest light of the picture, in units of 0.0001 cd/m2. */
  private static OptionalInt peak(PngFile png) {
    long peak =
        png.chunk("cLLI")
            .filter(chunk -> chunk.length == 8)
            .map(chunk -> Integer.toUnsignedLong(ByteBuffer.wrap(chunk).getInt()) / 10_000)
            .orElse(0L);
    return peak == 0 ? OptionalInt.empty() : OptionalInt.of((int) peak);
  }

  /** White, red, green and blue. */
  private static Chromaticities chromaticities(byte[] cHrm) {
    double[] xy = new double[8];
    for (int i = 0; i < 8; i++) {
      xy[i] = ByteBuffer.wrap(cHrm).getInt(i * 4) / GAMMA_UNIT;
    }
    return new Chromaticities(xy[2], xy[3], xy[4], xy[5], xy[6], xy[7], xy[0], xy[1]);
  }

  /** A sample is its light to the power of {@code gAMA}; about 0.45 is what screens expect. */
  private static Transfer transfer(PngFile png) {
    double gamma =
        png.chunk("gAMA")
            .filter(chunk -> chunk.length == 4)
            .map(chunk -> ByteBuffer.wrap(chunk).getInt() / GAMMA_UNIT)
            .orElse(SCREEN_GAMMA);
    boolean usual = Math.abs(gamma / SCREEN_GAMMA - 1) < SAME_GAMMA;
    return usual || gamma < MIN_GAMMA || gamma > MAX_GAMMA
        ? new Transfer.Srgb()
        : new Transfer.Power(1 / gamma);
  }
}
