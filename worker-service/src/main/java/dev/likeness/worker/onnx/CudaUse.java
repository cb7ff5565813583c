package dev.likeness.worker.onnx;

import java.util.Arrays;
import java.util.Locale;

/** Whether models run on the CUDA device. */
public enum CudaUse {
  /** On the CPU. */
  FALSE,
  /** On the CUDA device if it can be used, otherwise on the CPU. */
  TRUE,
  /** On the CUDA device, or not at all. */
  REQUIRED;

  /**
   * As an operator writes it.
   *
   * @throws IllegalArgumentException if it is none of {@code false}, {@code true}, {@code required}
   */
  public static CudaUse of(String word) {
    return Arrays.stream(values())
        .filter(use -> use.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("expected false, true or required, got " + word));
  }
}
