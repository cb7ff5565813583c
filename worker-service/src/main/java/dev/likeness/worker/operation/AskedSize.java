package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.geometry.OutputSize;
import java.util.Optional;

/** The size and proportions that a request asks for. */
final class AskedSize {
  private AskedSize() {}

  /** Proportions, width to height; empty for {@code auto}. */
  static Optional<Double> ratio(JobSpec spec) {
    String asked = spec.getParameters().getOrDefault("aspect_ratio", "auto");
    if (asked.equals("auto")) {
      return Optional.empty();
    }
    String[] sides = asked.split(":", -1);
    return Optional.of(Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]));
  }

  /** The size of these proportions in the resolution that was asked for. */
  static OutputSize of(JobSpec spec, double ratio) {
    String resolution = spec.getParameters().getOrDefault("resolution", "1K");
    return OutputSize.of(OutputSize.longSide(resolution), ratio);
  }
}
