package dev.likeness.worker.image;

import dev.likeness.kit.image.ImageLimits;
import java.time.Duration;

/**
 * What decoding a picture may cost.
 *
 * @param image how large the file and the picture may be
 * @param fit longest side of the decoded photo; what is larger is made smaller
 * @param heapBytes heap that all callers together may fill with pixels while decoding; callers wait
 *     for their share, and a picture that needs more than all of it is read in strips
 * @param time for reading the pixels of one picture, without the wait for memory
 */
public record DecodeLimits(ImageLimits image, int fit, int heapBytes, Duration time) {

  /** The limits of intake; made to fit 4,096; 200 MB of heap; 20 s. */
  public static DecodeLimits standard() {
    return new DecodeLimits(ImageLimits.STANDARD, 4_096, 200_000_000, Duration.ofSeconds(20));
  }
}
