package dev.likeness.worker.smoke;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.smoke.RecordingRuntime.Recorded;
import dev.likeness.worker.smoke.RecordingRuntime.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs what was recorded on the CPU once more on another device. Differences are shares of the
 * largest absolute value that the CPU gave (255 for pixels), so that one tolerance serves all
 * models.
 */
final class ModelComparison {
  private static final double PIXEL_RANGE = 255;

  private ModelComparison() {}

  /**
   * What was found about one model.
   *
   * @param runs that were compared; 0 if no operation needed the model
   * @param max largest difference of one number, as a share of the range
   * @param mean of all differences, as a share of the range
   * @param cpuMillis of the last run on the CPU
   * @param millis of the last run on the device
   * @param failure why it could not be run there; empty if it could
   */
  record Difference(
      String model,
      int runs,
      double max,
      double mean,
      double cpuMillis,
      double millis,
      String failure) {
    boolean within(Tolerance tolerance) {
      return failure.isEmpty() && max <= tolerance.max() && mean <= tolerance.mean();
    }
  }

  /** Largest differences that pass, as shares of the range. */
  record Tolerance(double max, double mean) {}

  static Difference of(Recorded recorded, ModelRuntime device) {
    String name = recorded.file().pack() + "/" + recorded.file().role();
    if (recorded.runs().isEmpty()) {
      return new Difference(name, 0, 0, 0, 0, 0, "");
    }
    try (Model model = device.load(recorded.file(), _ -> Optional.empty())) {
      var sums = new Sums();
      double millis = 0;
      for (Run run : recorded.runs()) {
        Map<String, Tensor> outputs = empty(run.outputs());
        long begin = System.nanoTime();
        model.run(run.inputs(), outputs, new Cancellation());
        millis = (System.nanoTime() - begin) / 1e6;
        run.outputs()
            .forEach(
                (output, expected) ->
                    sums.add(expected, Objects.requireNonNull(outputs.get(output))));
      }
      double cpuMillis = recorded.runs().getLast().millis();
      return new Difference(
          name, recorded.runs().size(), sums.max, sums.mean(), cpuMillis, millis, "");
    } catch (ModelException e) {
      return new Difference(
          name, recorded.runs().size(), 0, 0, 0, 0, String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Tensor> empty(Map<String, Tensor> outputs) {
    var empty = new LinkedHashMap<String, Tensor>();
    outputs.forEach((name, tensor) -> empty.put(name, Tensor.empty(tensor.type(), tensor.shape())));
    return empty;
  }

  private static final class Sums {
    private double max;
    private double total;
    private long count;

    void add(Tensor expected, Tensor found) {
      float[] one = expected.floatValues();
      float[] other = found.floatValues();
      double range = range(expected, one);
      for (int i = 0; i < one.length; i++) {
        double difference = Math.abs((double) one[i] - other[i]) / range;
        // Not a number on one side only is as wrong as it gets.
        boolean same = Float.compare(one[i], other[i]) == 0;
        double counted = same ? 0 : Double.isNaN(difference) ? 1 : difference;
        max = Math.max(max, counted);
        total += counted;
      }
      count += one.length;
    }

    double mean() {
      return count == 0 ? 0 : total / count;
    }

    private static double range(Tensor expected, float[] values) {
      if (!expected.type().isFloat()) {
        return PIXEL_RANGE;
      }
      double range = 0;
      for (float value : values) {
        range = Float.isFinite(value) ? Math.max(range, Math.abs(value)) : range;
      }
      return range == 0 ? 1 : range;
    }
  }
}
