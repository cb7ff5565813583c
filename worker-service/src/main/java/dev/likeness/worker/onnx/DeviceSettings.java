package dev.likeness.worker.onnx;

import java.time.Duration;

/**
 * How models are executed.
 *
 * @param cuda use the CUDA device if its libraries load; otherwise, and if not, the CPU
 * @param cudaDevice number of the CUDA device
 * @param cudaMemoryBytes most memory of the device that models may take
 * @param cpuThreads threads of a run on the CPU; explicit, because ONNX Runtime does not see the
 *     quota of a container
 * @param queue runs that may wait for the device
 * @param maxWait longest that a run waits for its turn
 */
public record DeviceSettings(
    boolean cuda,
    int cudaDevice,
    long cudaMemoryBytes,
    int cpuThreads,
    int queue,
    Duration maxWait) {
  public DeviceSettings {
    if (cpuThreads < 1 || queue < 1 || cudaMemoryBytes < 1 || maxWait.isNegative()) {
      throw new IllegalArgumentException("threads, queue, memory and wait must be positive");
    }
  }

  /** The CPU with so many threads, a queue of 64 and a wait of at most a minute. */
  public static DeviceSettings cpu(int threads) {
    return new DeviceSettings(false, 0, Long.MAX_VALUE, threads, 64, Duration.ofMinutes(1));
  }
}
