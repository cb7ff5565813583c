package dev.likeness.worker.instruction;

/** A known way for a whole photo to look. */
public enum Look {
  BLACK_AND_WHITE,
  SEPIA,
  VINTAGE
}
