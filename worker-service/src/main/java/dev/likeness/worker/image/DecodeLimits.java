package dev.likeness.worker.image;

import java.time.Duration;

/**
 * What a picture may cost.
 *
 * @param bytes largest file
 * @param pixels most pixels, as the header says
 * @param webpPixels the same for WebP, whose reader is slow: one of its pixels takes about 0.2 us
 * @param side longest side in pixels, as the header says
 * @param fit longest side of the decoded photo; what is larger is made smaller
 * @param heapBytes heap that all callers together may fill with pixels while decoding; callers wait
 *     for their share, and a picture that needs more than all of it is read with gaps
 * @param time for reading the pixels of one picture, without the wait for memory
 */
public record DecodeLimits(
    int bytes, long pixels, long webpPixels, int side, int fit, int heapBytes, Duration time) {
  /**
   * 25 MB, 50 megapixels (WebP: 16), 16,384 pixels a side, made to fit 4,096; 200 MB of heap; 20 s.
   */
  public static DecodeLimits standard() {
    return new DecodeLimits(
        25_000_000, 50_000_000, 16_000_000, 16_384, 4_096, 200_000_000, Duration.ofSeconds(20));
  }
}
