package dev.likeness.worker.testing;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Lets another runtime work and remembers what its models were given and gave. */
public final class ListeningRuntime implements ModelRuntime {
  /** Numbers of a tensor. */
  public record Values(List<Long> shape, float[] numbers) {}

  /** One run of a model. */
  public record Heard(String role, Map<String, Values> inputs, Map<String, Values> outputs) {
    /** What an input was given. */
    public float[] input(String name) {
      return Objects.requireNonNull(inputs.get(name), name).numbers();
    }

    /** The shape of an input. */
    public List<Long> shape(String name) {
      return Objects.requireNonNull(inputs.get(name), name).shape();
    }

    /** What an output gave. */
    public float[] output(String name) {
      return Objects.requireNonNull(outputs.get(name), name).numbers();
    }
  }

  private final ModelRuntime runtime;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  /**
   * @param runtime that the caller closes
   */
  public ListeningRuntime(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /** All runs of the model that plays a role, the first first. */
  public List<Heard> of(String role) {
    return heard.stream().filter(run -> run.role().equals(role)).toList();
  }

  @Override
  public Model load(ModelFile file, SignatureCheck check) {
    Model model = runtime.load(file, check);
    return new Model() {
      @Override
      public ModelSignature signature() {
        return model.signature();
      }

      @Override
      public void run(
          Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
        Map<String, Values> given = values(inputs);
        model.run(inputs, outputs, cancellation);
        heard.add(new Heard(file.role(), given, values(outputs)));
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }

  @Override
  public String provider() {
    return runtime.provider();
  }

  @Override
  public void close() {}

  private static Map<String, Values> values(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> new Values(entry.getValue().shape(), entry.getValue().floatValues())));
  }
}
