package dev.likeness.worker.image;

/**
 * What a picture may cost.
 *
 * @param bytes largest file
 * @param pixels most pixels, as the header says
 * @param side longest side in pixels, as the header says
 * @param fit longest side of the decoded photo; what is larger is made smaller
 * @param pixelsAtOnce pixels that all callers together may be decoding; further ones wait
 */
public record DecodeLimits(int bytes, long pixels, int side, int fit, int pixelsAtOnce) {
  /** 25 MB, 50 megapixels, 16,384 pixels a side, made to fit 4,096; 60 megapixels at once. */
  public static DecodeLimits standard() {
    return new DecodeLimits(25_000_000, 50_000_000, 16_384, 4_096, 60_000_000);
  }
}
