package dev.likeness.worker.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.CudaUse;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.smoke.MachineUse.GpuSample;
import dev.likeness.worker.smoke.ModelComparison.Difference;
import dev.likeness.worker.smoke.ModelComparison.Tolerance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeCommandTest {
  private static final Tolerance TOLERANCE = new Tolerance(.02, .001);

  @TempDir private Path folder;

  @Test
  void comparesAllModelsAndKeepsTheSlotsAtWork() throws Exception {
    var out = new ByteArrayOutputStream();
    SmokeCommand.run(settings(DeviceSettings.cpu(2)), true, new PrintStream(out, true));

    JsonNode report = new ObjectMapper().readTree(out.toByteArray());
    List<JsonNode> models =
        StreamSupport.stream(report.get("models").spliterator(), false).toList();
    assertThat(models)
        .extracting(model -> model.get("model").asText())
        .contains(
            "starter/enhance.apply", "starter/remix.apply", "tiny/face.detect", "tiny/face.embed");
    assertThat(models)
        .filteredOn(model -> !model.get("model").asText().equals("starter/generate.composite"))
        .allSatisfy(
            model -> {
              assertThat(model.get("runs").asInt()).isPositive();
              assertThat(model.get("max").asDouble()).isLessThan(1e-6);
            });
    assertThat(report.get("withinTolerance").asBoolean()).isTrue();
    assertThat(report.get("notRun").fieldNames())
        .toIterable()
        .as("what made-up photos cannot be used for")
        .isSubsetOf("GENERATE", "TRAIN");
    assertThat(report.get("images").asInt()).isPositive();
    assertThat(report.get("deviceBusyShare").asDouble()).isBetween(.01, 1.01);
  }

  @Test
  void saysThatThereIsNoCudaDeviceAndTriesNothing() {
    var second = Duration.ofSeconds(1);
    var cuda =
        new DeviceSettings(
            CudaUse.TRUE, 99, 1L << 30, 1, true, 8, second.multipliedBy(30), second, second);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> SmokeCommand.run(settings(cuda), false, System.out))
        .withMessageContaining("no CUDA device can be used on this machine, so nothing was tried");
  }

  @Test
  void readsWhatNvidiaSmiSays() {
    assertThat(MachineUse.parse("97, 4312\n")).containsExactly(new GpuSample(97, 4312));
    assertThat(MachineUse.parse("No devices were found\n")).isEmpty();
    assertThat(MachineUse.parse("[N/A], 12")).isEmpty();
  }

  @Test
  void tellsPeopleWhatHoldsTheDeviceBack() {
    var report =
        new SmokeReport(
            "CUDA",
            8,
            2,
            List.of(
                new Difference("starter/enhance.apply", 2, .004, .0001, 50, 2, ""),
                new Difference("tiny/face.embed", 0, 0, 0, 0, 0, ""),
                new Difference("tiny/face.detect", 1, 0, 0, 0, 0, "out of memory")),
            Map.of("GENERATE", "OPERATION_UNAVAILABLE: no model"),
            false,
            10,
            1000,
            100,
            .4,
            Optional.of(38.0),
            Map.of("decode", 12.0, "model", 5.0, "encode", 8.0),
            Optional.of(900L),
            Optional.empty());

    // 4 ms of the device and 20 beside it for each image: one slot there, five beside, one more.
    assertThat(report.text())
        .contains("largest 4.00e-03, mean 1.00e-04")
        .contains("not needed by any job: tiny/face.embed")
        .contains("FAILED tiny/face.detect: out of memory")
        .contains("100.00 images per second")
        .contains("device busy: 40.0 % of the time (goal 95 %); nvidia-smi: 38 %")
        .contains("about 7 slots")
        .endsWith("memory: 900 MiB of RAM");
  }

  @Test
  void doesNotPassWhatDiffers() {
    assertThat(new Difference("a", 1, .021, 0, 1, 1, "").within(TOLERANCE)).isFalse();
    assertThat(new Difference("a", 1, .019, .002, 1, 1, "").within(TOLERANCE)).isFalse();
    assertThat(new Difference("a", 1, 0, 0, 1, 1, "no kernel").within(TOLERANCE)).isFalse();
    assertThat(new Difference("a", 1, .019, .001, 1, 1, "").within(TOLERANCE)).isTrue();
  }

  private SmokeSettings settings(DeviceSettings device) {
    var models = new ServingSettings(List.of(), false, Optional.empty(), OptionalDouble.empty());
    return new SmokeSettings(device, models, folder, 2, Duration.ofSeconds(1), 256, TOLERANCE);
  }
}
