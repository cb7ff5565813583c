package dev.likeness.worker.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a runtime that multiplies what it is given. */
class ModelComparisonTest {
  private static final ModelFile FILE = ModelFile.of("pack", "times", new byte[] {1});

  @Test
  void measuresDifferencesAsSharesOfTheRange() {
    // The CPU gives 1, 2, 4; the device 1.01, 2.02, 4.04: the largest is .04 of 4, the mean .07/3
    // of 4.
    var difference = ModelComparison.of(recorded(1, 2, 4), new Times(1.01f));

    assertThat(difference.model()).isEqualTo("pack/times");
    assertThat(difference.runs()).isEqualTo(1);
    assertThat(difference.max()).isCloseTo(.01, within(1e-6));
    assertThat(difference.mean()).isCloseTo(.07 / 3 / 4, within(1e-6));
  }

  @Test
  void takesWhatIsNoNumberAsWrong() {
    assertThat(ModelComparison.of(recorded(1, 2, 4), new Times(Float.NaN)).max()).isEqualTo(1);
  }

  @Test
  void recordsTheFirstRunsAsTheyWere() {
    var recorder = new RecordingRuntime(new Times(1));
    try (Model model = recorder.load(FILE, _ -> Optional.empty())) {
      Tensor reused = Tensor.floats(0);
      for (float value = 1; value <= 5; value++) {
        reused.data().putFloat(0, value);
        model.run(Map.of("x", reused), Map.of("y", Tensor.floats(0)), new Cancellation());
      }
    }

    assertThat(recorder.models().getFirst().runs())
        .extracting(run -> values(run.inputs(), "x")[0])
        .containsExactly(1f, 2f);
  }

  @Test
  void saysWhyADeviceCannotRunAModel() {
    var device =
        new Times(1) {
          @Override
          public Model load(ModelFile file, SignatureCheck check) {
            throw new ModelException(Reason.NOT_LOADED, "no kernel");
          }
        };

    assertThat(ModelComparison.of(recorded(1), device).failure()).isEqualTo("no kernel");
  }

  private static RecordingRuntime.Recorded recorded(float... values) {
    var recorder = new RecordingRuntime(new Times(1));
    try (Model model = recorder.load(FILE, _ -> Optional.empty())) {
      Map<String, Tensor> outputs = Map.of("y", Tensor.floats(new float[values.length]));
      model.run(Map.of("x", Tensor.floats(values)), outputs, new Cancellation());
    }
    return recorder.models().getFirst();
  }

  private static float[] values(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name)).floatValues();
  }

  private static class Times implements ModelRuntime, Model {
    private final float factor;

    Times(float factor) {
      this.factor = factor;
    }

    @Override
    public Model load(ModelFile file, SignatureCheck check) {
      return this;
    }

    @Override
    public String provider() {
      return "fake";
    }

    @Override
    public ModelSignature signature() {
      return new ModelSignature(List.of(), List.of());
    }

    @Override
    public void run(
        Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
      float[] values = values(inputs, "x");
      Tensor y = Objects.requireNonNull(outputs.get("y"));
      for (int i = 0; i < values.length; i++) {
        y.data().putFloat(i * ElementType.FLOAT32.bytes(), values[i] * factor);
      }
    }

    @Override
    public void close() {}
  }
}
