package dev.likeness.worker.onnx;

import java.time.Duration;

/**
 * How models are executed.
 *
 * @param cuda whether the CUDA device is used
 * @param cudaDevice number of the CUDA device
 * @param cudaMemoryBytes most memory of the device that each model may take
 * @param cpuThreads threads of a run on the CPU; explicit, because ONNX Runtime does not see the
 *     quota of a container
 * @param keepMemory whether a model keeps its working memory from run to run; else each run gives
 *     it back, and takes about a third more processor time
 * @param queue runs that may wait for the device
 * @param maxWait longest that a run waits for its turn
 * @param runLimit after which a run is told to stop
 * @param runGrace after which a run that was told to stop, and has not, counts as hung
 */
public record DeviceSettings(
    CudaUse cuda,
    int cudaDevice,
    long cudaMemoryBytes,
    int cpuThreads,
    boolean keepMemory,
    int queue,
    Duration maxWait,
    Duration runLimit,
    Duration runGrace) {
  public DeviceSettings {
    if (cpuThreads < 1 || queue < 1 || cudaMemoryBytes < 1 || maxWait.isNegative()) {
      throw new IllegalArgumentException("threads, queue, memory and wait must be positive");
    }
    if (!runLimit.isPositive() || !runGrace.isPositive()) {
      throw new IllegalArgumentException("a run needs time");
    }
  }

  /** The CPU with so many threads, a queue of 64, a wait of at most a minute, runs of two. */
  public static DeviceSettings cpu(int threads) {
    return new DeviceSettings(
        CudaUse.FALSE,
        0,
        Long.MAX_VALUE,
        threads,
        true,
        64,
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofSeconds(15));
  }

  DeviceSettings withCuda(CudaUse use) {
    return new DeviceSettings(
        use,
        cudaDevice,
        cudaMemoryBytes,
        cpuThreads,
        keepMemory,
        queue,
        maxWait,
        runLimit,
        runGrace);
  }

  DeviceSettings withRunLimit(Duration limit) {
    return new DeviceSettings(
        cuda, cudaDevice, cudaMemoryBytes, cpuThreads, keepMemory, queue, maxWait, limit, runGrace);
  }

  DeviceSettings withoutKeptMemory() {
    return new DeviceSettings(
        cuda, cudaDevice, cudaMemoryBytes, cpuThreads, false, queue, maxWait, runLimit, runGrace);
  }
}
