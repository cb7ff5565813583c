package dev.likeness.worker.model;

/** The element types that our models exchange. */
public enum ElementType {
  UINT8(1),
  FLOAT32(4),
  INT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }
}
