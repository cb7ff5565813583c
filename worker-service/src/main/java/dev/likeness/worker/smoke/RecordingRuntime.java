package dev.likeness.worker.smoke;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs models on another runtime and keeps a copy of the first runs of each. Thread safe; does not
 * own the other runtime.
 */
final class RecordingRuntime implements ModelRuntime {
  private static final int RUNS_OF_A_MODEL = 2;
  private static final long MOST_BYTES = 512L << 20;

  private final ModelRuntime runtime;
  private final List<Recorded> models = new ArrayList<>();
  private long bytes;

  RecordingRuntime(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /** One run: all that went in, and all that came out. */
  record Run(Map<String, Tensor> inputs, Map<String, Tensor> outputs, double millis) {}

  /** A model that was loaded, and its first runs; none if it was never needed. */
  record Recorded(ModelFile file, List<Run> runs) {}

  /** In the order in which they were loaded. */
  synchronized List<Recorded> models() {
    return models.stream().map(model -> new Recorded(model.file, List.copyOf(model.runs))).toList();
  }

  @Override
  public Model load(ModelFile file, SignatureCheck check) {
    Model model = runtime.load(file, check);
    var recorded = new Recorded(file, new ArrayList<>());
    synchronized (this) {
      models.add(recorded);
    }
    return new RecordingModel(model, recorded);
  }

  @Override
  public String provider() {
    return runtime.provider();
  }

  /** Does nothing: the other runtime belongs to its owner. */
  @Override
  public void close() {}

  private synchronized boolean wants(Recorded recorded, Map<String, Tensor> inputs) {
    if (recorded.runs.size() >= RUNS_OF_A_MODEL) {
      return false;
    }
    long more = inputs.values().stream().mapToLong(tensor -> tensor.data().remaining()).sum();
    boolean fits = bytes + more <= MOST_BYTES;
    bytes += fits ? more : 0;
    return fits;
  }

  private synchronized void keep(Recorded recorded, Run run) {
    recorded.runs.add(run);
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> tensors) {
    var copies = new LinkedHashMap<String, Tensor>();
    tensors.forEach(
        (name, tensor) -> {
          ByteBuffer copy =
              ByteBuffer.allocateDirect(tensor.data().remaining()).order(ByteOrder.nativeOrder());
          copy.put(tensor.data().duplicate()).flip();
          copies.put(name, new Tensor(tensor.type(), tensor.shape(), copy));
        });
    return copies;
  }

  private final class RecordingModel implements Model {
    private final Model model;
    private final Recorded recorded;

    RecordingModel(Model model, Recorded recorded) {
      this.model = model;
      this.recorded = recorded;
    }

    @Override
    public ModelSignature signature() {
      return model.signature();
    }

    @Override
    public void run(
        Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
      if (!wants(recorded, inputs)) {
        model.run(inputs, outputs, cancellation);
        return;
      }
      Map<String, Tensor> given = copies(inputs);
      long begin = System.nanoTime();
      model.run(inputs, outputs, cancellation);
      keep(recorded, new Run(given, copies(outputs), (System.nanoTime() - begin) / 1e6));
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
