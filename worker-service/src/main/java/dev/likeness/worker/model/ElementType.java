package dev.likeness.worker.model;

import java.util.Arrays;
import java.util.Optional;

/** The element types that our models exchange. */
public enum ElementType {
  UINT8(1),
  INT32(4),
  INT64(8),
  FLOAT16(2),
  FLOAT32(4),
  FLOAT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** Whether it is one of the floating-point types. */
  public boolean isFloat() {
    return switch (this) {
      case FLOAT16, FLOAT32, FLOAT64 -> true;
      case UINT8, INT32, INT64 -> false;
    };
  }

  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
