package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What sessions hold of this process's memory, as Linux counts it. */
class SessionMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long SEED = 20;
  private static final int LARGEST = 896;
  private static final int SIZES = 24;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void needsLinux() {
    assumeTrue(Files.isReadable(STATUS), "skipped: only Linux tells the memory of a process");
  }

  /** A plan for each size (memory patterns) would hold 90 MiB more. */
  @Test
  void manySizesHoldNoMoreThanRunsNeed() throws IOException {
    try (OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(1));
        Model model =
            device.load(ModelPack.starter().file("enhance.apply"), OnnxDeviceTest.APPLY)) {
      run(model, 8, 8);
      long before = megabytes();
      run(model, LARGEST, LARGEST);
      run(model, LARGEST, LARGEST);
      for (int i = 0; i < SIZES; i++) {
        run(model, size(), size());
      }
      assertThat(megabytes() - before).as("MiB held, seed %d", SEED).isLessThan(200);
    }
  }

  @Test
  void nothingIsHeldWhereTheSettingsSaySo() throws IOException {
    DeviceSettings settings = DeviceSettings.cpu(1).withoutKeptMemory();
    try (OnnxDevice device = OnnxDevice.open(settings);
        Model model =
            device.load(ModelPack.starter().file("enhance.apply"), OnnxDeviceTest.APPLY)) {
      run(model, 8, 8);
      long before = megabytes();
      run(model, LARGEST, LARGEST);
      assertThat(megabytes() - before).as("MiB held").isLessThan(64);
    }
  }

  private int size() {
    return 256 + random.nextInt(LARGEST - 256);
  }

  private static void run(Model model, int width, int height) {
    int bytes = width * height * 3;
    model.run(
        Map.of(
            "tile", Tensor.image(width, height, ByteBuffer.allocateDirect(bytes)),
            "parameters", Tensor.floats(1, 1, 1, 0, 1, 1, 0, .3f, .3f, .1f),
            "strength", Tensor.floats(1f)),
        Map.of("output", Tensor.image(width, height, ByteBuffer.allocateDirect(bytes))),
        new Cancellation());
  }

  private static long megabytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }
}
