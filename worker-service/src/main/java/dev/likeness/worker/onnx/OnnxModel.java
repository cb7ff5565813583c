package dev.likeness.worker.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One session. Inputs are read from, and outputs written into, the caller's buffers.
 *
 * <p>The runtime keeps its working memory from run to run: giving it back after each
 * (memory.enable_memory_arena_shrinkage) doubled the time of a run of 1024 x 1024 pixels, and
 * bought nothing, because tiles bound what a run needs.
 */
final class OnnxModel implements Model {
  private final ModelFile file;
  private final ModelSignature signature;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final DeviceThread thread;
  private boolean closed;

  OnnxModel(
      ModelFile file,
      ModelSignature signature,
      OrtEnvironment environment,
      OrtSession session,
      DeviceThread thread) {
    this.file = file;
    this.signature = signature;
    this.environment = environment;
    this.session = session;
    this.thread = thread;
  }

  @Override
  public ModelSignature signature() {
    return signature;
  }

  @Override
  public void run(
      Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    cancellation.check();
    thread.call(
        cancellation,
        () -> {
          runHere(inputs, outputs, cancellation);
          return true;
        });
  }

  @Override
  public void close() {
    thread.call(
        new Cancellation(),
        () -> {
          if (!closed) {
            closed = true;
            session.close();
          }
          return true;
        });
  }

  private void runHere(
      Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    if (closed) {
      throw new ModelException(Reason.CLOSED, file + " is closed");
    }
    try (RunOptions options = new RunOptions();
        OpenTensors given = open(inputs);
        OpenTensors pinned = open(outputs)) {
      try (Cancellation.Subscription _ = cancellation.onRequest(() -> terminate(options));
          OrtSession.Result _ = session.run(given.byName(), Set.of(), pinned.byName(), options)) {
        // The results are in the buffers of the outputs.
      }
    } catch (OrtException e) {
      if (cancellation.isRequested()) {
        throw new RunCancelled();
      }
      throw new ModelException(reason(e), file + " did not give a result: " + e.getMessage(), e);
    }
  }

  /** A listener may still be running when the options are closed, which ONNX Runtime refuses. */
  private static void terminate(RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException | IllegalStateException e) {
      // The run has ended by itself.
    }
  }

  private static Reason reason(OrtException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean memory =
        message.contains("failed to allocate")
            || message.contains("bad_alloc")
            || message.contains("out of memory");
    return memory ? Reason.OUT_OF_MEMORY : Reason.RUN_FAILED;
  }

  private OpenTensors open(Map<String, Tensor> tensors) throws OrtException {
    OpenTensors open = new OpenTensors(new LinkedHashMap<>());
    try {
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        open.byName.put(
            entry.getKey(),
            OnnxTensor.createTensor(
                environment, tensor.data(), shape, Signatures.runtimeType(tensor.type())));
      }
    } catch (OrtException | RuntimeException e) {
      open.close();
      throw e;
    }
    return open;
  }

  private record OpenTensors(Map<String, OnnxTensor> byName) implements AutoCloseable {
    @Override
    public void close() {
      byName.values().forEach(OnnxTensor::close);
    }
  }
}
