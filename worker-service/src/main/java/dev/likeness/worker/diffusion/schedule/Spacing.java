package dev.likeness.worker.diffusion.schedule;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How steps are chosen among those of the training, from the noisiest to the last. */
enum Spacing {
  /** From the last to the first one in equal distances; may lie between two. */
  LINSPACE {
    @Override
    double[] timesteps(int training, int count, int offset) {
      // A single step begins where all begin.
      return descending(count, i -> count == 1 ? training - 1 : (training - 1.0) * i / (count - 1));
    }
  },
  /** In whole distances from the first one; moved by the offset. */
  LEADING {
    @Override
    double[] timesteps(int training, int count, int offset) {
      int distance = training / count;
      return descending(count, i -> (double) i * distance + offset);
    }
  },
  /** In equal distances back from the last one. */
  TRAILING {
    @Override
    double[] timesteps(int training, int count, int offset) {
      return descending(
          count, i -> Math.rint(training - (double) training / count * (count - 1 - i)) - 1);
    }
  };

  /**
   * @param training steps of the training
   * @param count at most as many
   */
  abstract double[] timesteps(int training, int count, int offset);

  private static double[] descending(int count, IntToDoubleFunction ascending) {
    return IntStream.range(0, count)
        .mapToDouble(i -> ascending.applyAsDouble(count - 1 - i))
        .toArray();
  }
}
