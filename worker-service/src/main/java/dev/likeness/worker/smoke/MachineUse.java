package dev.likeness.worker.smoke;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at this process and at the GPU once a second until it is closed. What a machine does not
 * tell (no {@code /proc}, no {@code nvidia-smi}) is empty.
 */
final class MachineUse implements AutoCloseable {
  private static final long EVERY_MILLIS = 1000;
  private static final long ANSWER_SECONDS = 5;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int KIB = 1024;

  /** What a program of the driver needs to find its libraries; no secrets. */
  private static final Set<String> ENVIRONMENT = Set.of("PATH", "LD_LIBRARY_PATH");

  private final int cudaDevice;
  private final boolean gpu;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("machine-use").daemon().factory());
  private final List<GpuSample> samples = new ArrayList<>();
  private long mostResident;

  /**
   * What the GPU says about itself.
   *
   * @param percent of the last time in which something ran on it
   */
  record GpuSample(double percent, long memoryMegabytes) {}

  /**
   * @param gpu whether to look at the GPU of this number
   */
  MachineUse(boolean gpu, int cudaDevice) {
    this.gpu = gpu;
    this.cudaDevice = cudaDevice;
    var _ =
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Most memory that this process had in RAM, in MiB. */
  synchronized OptionalLong residentMegabytes() {
    return mostResident == 0 ? OptionalLong.empty() : OptionalLong.of(mostResident / KIB);
  }

  /** Most memory of the GPU that was taken, by everybody, in MiB. */
  synchronized OptionalLong gpuMegabytes() {
    return samples.stream().mapToLong(GpuSample::memoryMegabytes).max();
  }

  /** Mean utilisation of the GPU as its driver measures it, 0 to 100. */
  synchronized OptionalDouble gpuPercent() {
    return samples.stream().mapToDouble(GpuSample::percent).average();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void look() {
    long resident = resident();
    List<GpuSample> seen = gpu ? gpuSample(cudaDevice) : List.of();
    synchronized (this) {
      mostResident = Math.max(mostResident, resident);
      samples.addAll(seen);
    }
  }

  /** KiB in RAM, or 0. */
  private static long resident() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static List<GpuSample> gpuSample(int device) {
    try {
      var command =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=utilization.gpu,memory.used",
                  "--format=csv,noheader,nounits",
                  "-i",
                  Integer.toString(device))
              .redirectErrorStream(true);
      command.environment().keySet().retainAll(ENVIRONMENT);
      Process process = command.start();
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return List.of();
      }
      return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** A line such as {@code 97, 4312}; anything else is no sample. */
  static List<GpuSample> parse(String line) {
    String[] parts = line.strip().split("\\s*,\\s*");
    if (parts.length != 2 || !(parts[0] + parts[1]).matches("\\d+")) {
      return List.of();
    }
    return List.of(new GpuSample(Double.parseDouble(parts[0]), Long.parseLong(parts[1])));
  }
}
