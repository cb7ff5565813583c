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
 * <p>The runtime keeps its working memory from run to run: giving it back after each takes a third
 * more processor time, and tiles bound what a run needs. So that is done only when some session of
 * the device has lacked memory, or where the settings say so.
 */
final class OnnxModel implements Model {
  private final ModelFile file;
  private final ModelSignature signature;
  private final OrtSession session;
  private final Device device;
  private boolean closed;

  /** Shortages of memory that this session has answered. */
  private int answered;

  /** What all sessions of a device share. */
  record Device(
      OrtEnvironment environment,
      DeviceThread thread,
      SessionSettings settings,
      RunWatch watch,
      MemoryShortage shortage) {}

  OnnxModel(ModelFile file, ModelSignature signature, OrtSession session, Device device) {
    this.file = file;
    this.signature = signature;
    this.session = session;
    this.device = device;
    this.answered = device.shortage().times();
  }

  @Override
  public ModelSignature signature() {
    return signature;
  }

  @Override
  public void run(
      Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    cancellation.check();
    device
        .thread()
        .call(
            cancellation,
            () -> {
              runHere(inputs, outputs, cancellation);
              return true;
            });
  }

  @Override
  public void close() {
    device
        .thread()
        .callLong(
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
      if (answered != device.shortage().times() || !device.settings().keepMemory()) {
        answered = device.shortage().times();
        device.settings().giveBackMemory(options);
      }
      runHere(given, pinned, options, cancellation);
    } catch (OrtException e) {
      throw new ModelException(Reason.RUN_FAILED, file + " could not be run: " + e.getMessage(), e);
    }
  }

  private void runHere(
      OpenTensors given, OpenTensors pinned, RunOptions options, Cancellation cancellation) {
    RunWatch watch = device.watch();
    try (var watched = watch.begin(file.toString(), () -> terminate(options))) {
      try (Cancellation.Subscription _ = cancellation.onRequest(() -> terminate(options));
          OrtSession.Result _ = session.run(given.byName(), Set.of(), pinned.byName(), options)) {
        // The results are in the buffers of the outputs.
      } catch (OrtException e) {
        if (cancellation.isRequested()) {
          throw new RunCancelled();
        }
        if (watched.overran()) {
          throw new ModelException(
              Reason.RUN_FAILED,
              file + " was stopped after " + watch.limit().toSeconds() + " s, the limit of a run",
              e);
        }
        if (isLackOfMemory(e)) {
          giveBackMemory(given, pinned);
          throw new ModelException(
              Reason.OUT_OF_MEMORY, file + " lacked memory: " + e.getMessage(), e);
        }
        throw new ModelException(
            Reason.RUN_FAILED, file + " did not give a result: " + e.getMessage(), e);
      }
    }
  }

  /**
   * A run that is told to stop before it begins computes nothing, and gives the session's memory
   * back. The other sessions follow with their next run.
   */
  private void giveBackMemory(OpenTensors given, OpenTensors pinned) {
    device.shortage().happened();
    answered = device.shortage().times();
    try (RunOptions stopped = new RunOptions()) {
      stopped.setTerminate(true);
      device.settings().giveBackMemory(stopped);
      session.run(given.byName(), Set.of(), pinned.byName(), stopped).close();
    } catch (OrtException e) {
      // It says that it was stopped.
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

  private static boolean isLackOfMemory(OrtException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("failed to allocate")
        || message.contains("bad_alloc")
        || message.contains("out of memory")
        || message.contains("cublas_status_alloc_failed")
        || message.contains("cudnn_status_alloc_failed");
  }

  @Override
  public String toString() {
    return file.toString();
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
                device.environment(), tensor.data(), shape, Signatures.runtimeType(tensor.type())));
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
