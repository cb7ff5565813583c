package dev.likeness.worker.pipeline;

/**
 * What {@link AdjustPipeline} can change, in the order in which its model takes the amounts. Each
 * is from -1 to 1, and those that cannot be taken away from 0.
 */
public enum Adjustment {
  /** Two camera stops at 1. */
  EXPOSURE,
  /** Towards orange above 0, towards blue below. */
  WARMTH,
  CONTRAST,
  /** How bright the dark parts are. */
  SHADOWS,
  /** How bright the bright parts are. */
  HIGHLIGHTS,
  /** -1 leaves grey. */
  SATURATION,
  /** From 0: weak blacks and whites. */
  FADE,
  /** From 0: brown instead of colours. */
  SEPIA,
  /** From 0: dark corners. */
  VIGNETTE,
  /** From 0. */
  SHARPNESS
}
