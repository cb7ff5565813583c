package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.batch.BatchSettings;
import dev.likeness.worker.batch.BatchingRuntime;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.starter.TroubleModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A device with models that last for ever or want more memory than there is. */
@Timeout(60)
class TroubleTest {
  private static final int LITTLE = 1000;
  private static final long TOO_MUCH = 100_000_000_000_000L;

  @Test
  void stopsARunThatLastsTooLongAndGoesOn() {
    var settings = DeviceSettings.cpu(1).withRunLimit(Duration.ofMillis(300));
    try (var device = OnnxDevice.open(settings);
        Model endless = load(device, TroubleModels.endless());
        Model greedy = load(device, TroubleModels.greedy())) {
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> runEndless(endless, new Cancellation()))
          .withMessageContaining("was stopped after 0 s, the limit of a run");
      assertThat(run(greedy, LITTLE, 3)).isEqualTo(6);
      assertThat(device.isHung()).isFalse();
    }
  }

  @Test
  void stopsARunThatIsCancelledWhereverItIs() throws Exception {
    try (var device = OnnxDevice.open(DeviceSettings.cpu(1));
        Model endless = load(device, TroubleModels.endless());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var cancellation = new Cancellation();
      Future<Boolean> run =
          threads.submit(
              () -> {
                assertThatExceptionOfType(RunCancelled.class)
                    .isThrownBy(() -> runEndless(endless, cancellation));
                return true;
              });
      assertThat(run.isDone()).isFalse();
      cancellation.request();

      assertThat(run.get()).isTrue();
    }
  }

  @Test
  void livesOnAfterARunThatLacksMemory() {
    try (var device = OnnxDevice.open(DeviceSettings.cpu(1));
        Model greedy = load(device, TroubleModels.greedy())) {
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> run(greedy, TOO_MUCH, 1))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
      assertThat(run(greedy, LITTLE, 3)).isEqualTo(6);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void givesMemoryBackWhereItWasShort() throws IOException {
    try (var device = OnnxDevice.open(DeviceSettings.cpu(1));
        Model greedy = load(device, TroubleModels.greedy());
        Model other = load(device, TroubleModels.greedy())) {
      int floats = 40_000_000;
      long before = residentMegabytes();
      run(greedy, floats, 1);
      run(other, floats, 1);
      long kept = residentMegabytes() - before;
      assertThatExceptionOfType(ModelException.class).isThrownBy(() -> run(greedy, TOO_MUCH, 1));
      long afterTrouble = residentMegabytes() - before;
      run(other, LITTLE, 1);
      long afterAnother = residentMegabytes() - before;

      assertThat(kept).isGreaterThan(300);
      assertThat(afterTrouble).isLessThan(kept - 140);
      assertThat(afterAnother).isLessThan(kept - 280);
    }
  }

  @Test
  void halvesABatchThatLacksMemory() throws Exception {
    try (var device = OnnxDevice.open(DeviceSettings.cpu(1));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var settings = new BatchSettings(4, Duration.ofSeconds(20), Duration.ofMinutes(5));
      var runtime = new BatchingRuntime(device, settings, () -> 4, InstantSource.system());
      try (Model greedy = load(runtime, TroubleModels.greedy())) {
        List<Callable<Float>> runs =
            List.of(
                () -> run(greedy, LITTLE, 1),
                () -> run(greedy, LITTLE, 2),
                () -> run(greedy, LITTLE, 3),
                () -> run(greedy, LITTLE, 4));

        assertThat(threads.invokeAll(runs)).extracting(Future::get).containsExactly(2f, 4f, 6f, 8f);
      }
    }
  }

  private static Model load(ModelRuntime runtime, byte[] model) {
    return runtime.load(ModelFile.of("test", "trouble", model), _ -> Optional.empty());
  }

  private static void runEndless(Model endless, Cancellation cancellation) {
    endless.run(Map.of("x", Tensor.floats(0)), Map.of("y", Tensor.floats(0)), cancellation);
  }

  private static float run(Model greedy, long floats, float row) {
    Tensor doubled = Tensor.empty(ElementType.FLOAT32, 1, 1);
    greedy.run(
        Map.of(
            "rows", Tensor.of(ElementType.FLOAT32, List.of(1L, 1L), new float[] {row}),
            "floats", Tensor.longs(ElementType.INT64, List.of(1L), floats)),
        Map.of("doubled", doubled),
        new Cancellation());
    return doubled.floatValues()[0];
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
