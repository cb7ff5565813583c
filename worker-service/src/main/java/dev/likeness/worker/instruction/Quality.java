package dev.likeness.worker.instruction;

/** What of a photo can be more or less. */
public enum Quality {
  EXPOSURE,
  WARMTH,
  CONTRAST,
  SATURATION,
  SHADOWS,
  HIGHLIGHTS,
  SHARPNESS,
  VIGNETTE
}
