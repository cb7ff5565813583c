package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.FileDigests;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.starter.StarterPackGenerator;
import dev.likeness.worker.starter.TinyHalves;
import dev.likeness.worker.starter.TinyWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxDeviceTest {
  /** Of {@code enhance.apply} in the starter pack. */
  static final ModelSignature APPLY =
      new ModelSignature(
          List.of(
              TensorSpec.of("tile", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3),
              TensorSpec.of("parameters", ElementType.FLOAT32, 10),
              TensorSpec.of("strength", ElementType.FLOAT32, 1)),
          List.of(
              TensorSpec.of("output", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3)));

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(1));
  private final ModelFile file = ModelPack.starter().file("enhance.apply");

  @AfterEach
  void closeDevice() {
    device.close();
  }

  @Test
  void doesNotStartWithTelemetry() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> OnnxDevice.open(DeviceSettings.cpu(1), Map.of()))
        .withMessageContaining("ORT_DISABLE_TELEMETRY=1");
  }

  @Test
  void fallsBackToTheCpuWhereCudaCannotBeUsedAndSaysWhy() {
    try (OnnxDevice other = OnnxDevice.open(DeviceSettings.cpu(1).withCuda(CudaUse.TRUE));
        Model model = other.load(file, APPLY)) {
      assertThat(other.provider()).isEqualTo(other.fallback().isPresent() ? "CPU" : "CUDA");
      assertThat(run(model, 8, 8, new Cancellation())).hasSize(8 * 8 * 3);
    }
  }

  @Test
  void doesNotStartWithoutCudaWhereThatIsRequired() {
    try (OnnxDevice probe = OnnxDevice.open(DeviceSettings.cpu(1).withCuda(CudaUse.TRUE))) {
      assumeThat(probe.provider()).isEqualTo("CPU");
    }

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> OnnxDevice.open(DeviceSettings.cpu(1).withCuda(CudaUse.REQUIRED)))
        .withMessageContaining("CUDA is required and cannot be used: ")
        .withMessageContaining("LIKENESS_WORKER_CUDA=true");
  }

  @Test
  void leavesAPhotoAsItIsAtNoStrength() {
    try (Model model = device.load(file, APPLY)) {
      assertThat(run(model, 5, 4, new Cancellation())).containsOnly(100);
    }
  }

  @Test
  void refusesAModelWithAnotherSignature() {
    ModelSignature expected =
        new ModelSignature(
            List.of(TensorSpec.of("tile", ElementType.FLOAT32, 1, 3, 64, 64)), APPLY.outputs());

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> device.load(file, expected))
        .withMessageContaining("input: expected tile FLOAT32 [1,3,64,64], got tile UINT8 [1,?,?,3]")
        .withMessageContaining("input: unexpected parameters FLOAT32 [10]");
  }

  @Test
  void refusesAFileThatIsNoModel() {
    ModelFile broken = ModelFile.of("test", "enhance.apply", new byte[] {1, 2, 3});

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> device.load(broken, APPLY))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LOADED))
        .withMessageContaining("test/enhance.apply");
  }

  @Test
  void exchangesHalvesAndComputesOnlyTheOutputsThatAreAskedFor() {
    Tensor sample = Tensor.of(ElementType.FLOAT16, List.of(2L), new float[] {.5f, -3});
    Map<String, Tensor> inputs =
        Map.of(
            "sample", sample,
            "timestep", Tensor.longs(ElementType.INT32, List.of(), 999),
            "weight", Tensor.of(ElementType.FLOAT64, List.of(1L), new float[] {.25f}));
    Tensor twice = Tensor.empty(ElementType.FLOAT16, 2);
    Tensor sum = Tensor.empty(ElementType.FLOAT64, 2);

    try (Model model =
        device.load(ModelFile.of("test", "tiny", TinyHalves.graph()), _ -> Optional.empty())) {
      model.run(inputs, Map.of("twice", twice), new Cancellation());
      model.run(inputs, Map.of("sum", sum), new Cancellation());

      assertThat(model.signature().inputs())
          .contains(
              TensorSpec.of("sample", ElementType.FLOAT16, TensorSpec.ANY),
              TensorSpec.of("timestep", ElementType.INT32),
              TensorSpec.of("weight", ElementType.FLOAT64, 1));
    }
    assertThat(twice.floatValues()).containsExactly(1, -6);
    assertThat(sum.floatValues()).containsExactly(999.75f, 996.25f);
  }

  @Test
  void loadsAModelFromItsPlaceOnDisk(@TempDir Path directory) throws IOException {
    StarterPackGenerator.write(directory);
    ModelFile onDisk = ModelPack.directory(directory).file("enhance.apply");

    try (Model model = device.load(onDisk, APPLY)) {
      assertThat(onDisk.content()).isInstanceOf(ModelFile.OnDisk.class);
      assertThat(onDisk.sha256()).isEqualTo(file.sha256());
      assertThat(run(model, 5, 4, new Cancellation())).containsOnly(100);
    }
  }

  @Test
  void findsWeightsNextToAModel(@TempDir Path directory) throws IOException {
    TinyWeights.write(directory, "adder.weights", 10, 20);
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "adder", "version": "1",
         "license": {"spdx": "MIT", "commercial": true},
         "files": [{"path": "adder.onnx"}, {"path": "adder.weights"}],
         "roles": {"add": {"adapter": "adder", "model": "adder.onnx", "params": {}}}}
        """);
    ModelPack.pin(directory, new FileDigests());
    Tensor sum = Tensor.empty(ElementType.FLOAT32, 2);

    try (Model model =
        device.load(ModelPack.directory(directory).file("add"), _ -> Optional.empty())) {
      model.run(Map.of("x", Tensor.floats(1, 2)), Map.of("sum", sum), new Cancellation());
    }

    assertThat(sum.floatValues()).containsExactly(11, 22);
  }

  @Test
  void doesNotRunWhatIsCancelledAlready() {
    Cancellation cancellation = new Cancellation();
    cancellation.request();

    try (Model model = device.load(file, APPLY)) {
      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(() -> run(model, 8, 8, cancellation));
    }
  }

  @Test
  void stopsARunInTheMiddle() throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    try (Model model = device.load(file, APPLY)) {
      // Requested from the side while the large run below is under way or about to begin.
      Thread canceller = Thread.ofVirtual().start(cancellation::request);

      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(() -> run(model, 3000, 2000, cancellation));
      canceller.join();
      assertThat(run(model, 8, 8, new Cancellation())).containsOnly(100);
    }
  }

  @Test
  void refusesRunsOnceItIsClosed() {
    Model model = device.load(file, APPLY);
    device.close();

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> run(model, 8, 8, new Cancellation()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
  }

  private static byte[] run(Model model, int width, int height, Cancellation cancellation) {
    ByteBuffer grey = direct(width * height * 3);
    while (grey.hasRemaining()) {
      grey.put((byte) 100);
    }
    ByteBuffer output = direct(width * height * 3);
    model.run(
        Map.of(
            "tile", Tensor.image(width, height, grey.flip()),
            "parameters", Tensor.floats(1, 1, 1, 0, 1, 1, 0, 0, 0, 0),
            "strength", Tensor.floats(0)),
        Map.of("output", Tensor.image(width, height, output)),
        cancellation);
    byte[] bytes = new byte[output.remaining()];
    output.get(bytes);
    return bytes;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
