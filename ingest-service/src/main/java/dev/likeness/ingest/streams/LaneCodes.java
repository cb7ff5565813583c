package dev.likeness.ingest.streams;

import dev.likeness.schema.v1.Lane;
import java.util.Arrays;

/** Lanes in the keys of the stores, in the order in which they are served. */
final class LaneCodes {
  private LaneCodes() {}

  static Lane lane(byte code) {
    return Arrays.stream(Lane.values())
        .filter(lane -> code(lane) == code)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no lane has code " + code));
  }

  /** Part of the stored format: never changes. */
  static byte code(Lane lane) {
    return switch (lane) {
      case INTERACTIVE -> 1;
      case STANDARD -> 2;
      case BATCH -> 3;
      case TRAINING -> 4;
    };
  }
}
