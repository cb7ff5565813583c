package dev.likeness.worker.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device (a GPU, or the CPU) and the thread that runs all models on it.
 *
 * <p>It does not start unless the environment variable {@code ORT_DISABLE_TELEMETRY} is 1: ONNX
 * Runtime 1.29 otherwise reports home, and can kill the process when its command line is long
 * (microsoft/onnxruntime#32173).
 */
public final class OnnxDevice implements ModelRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxDevice.class);
  private static final String TELEMETRY = "ORT_DISABLE_TELEMETRY";

  private final DeviceSettings settings;
  private final DeviceThread thread;
  private final OrtEnvironment environment;
  private final boolean cuda;

  private OnnxDevice(DeviceSettings settings) {
    this.settings = settings;
    this.thread = new DeviceThread("onnx-device", settings.queue(), settings.maxWait());
    this.environment =
        thread.call(
            new Cancellation(),
            () ->
                OrtEnvironment.getEnvironment(
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "likeness-worker"));
    this.cuda = settings.cuda() && thread.call(new Cancellation(), this::cudaLoads);
  }

  /** Starts the device of this process. */
  public static OnnxDevice open(DeviceSettings settings) {
    return open(settings, System.getenv());
  }

  /** Starts the device in a process with the given environment variables. */
  static OnnxDevice open(DeviceSettings settings, Map<String, String> variables) {
    if (!"1".equals(variables.get(TELEMETRY))) {
      throw new ModelException(
          Reason.NOT_LOADED,
          "set the environment variable "
              + TELEMETRY
              + "=1 before the start: without it ONNX Runtime sends telemetry and can crash the"
              + " process");
    }
    return new OnnxDevice(settings);
  }

  @Override
  public String provider() {
    return cuda ? "CUDA" : "CPU";
  }

  @Override
  public Model load(ModelFile file, SignatureCheck check) {
    return thread.call(new Cancellation(), () -> session(file, check));
  }

  @Override
  public void close() {
    thread.close();
  }

  private Model session(ModelFile file, SignatureCheck check) {
    OrtSession session;
    try (SessionOptions options = options()) {
      session =
          switch (file.content()) {
            case ModelFile.InMemory memory -> environment.createSession(memory.bytes(), options);
            case ModelFile.OnDisk disk ->
                environment.createSession(disk.path().toString(), options);
          };
    } catch (OrtException e) {
      throw new ModelException(Reason.NOT_LOADED, file + " cannot be loaded: " + e.getMessage(), e);
    }
    try {
      ModelSignature signature = Signatures.checked(file, check, session);
      return new OnnxModel(file, signature, environment, session, thread);
    } catch (OrtException | ModelException e) {
      closeAfter(e, session);
      throw e instanceof ModelException known
          ? known
          : new ModelException(Reason.NOT_LOADED, file + " does not describe itself", e);
    }
  }

  private static void closeAfter(Exception failure, OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      failure.addSuppressed(e);
    }
  }

  private SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(settings.cpuThreads());
    options.setInterOpNumThreads(1);
    // Idle threads of one model must not take the cores from decoding and encoding.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    if (cuda) {
      addCuda(options);
    }
    return options;
  }

  private void addCuda(SessionOptions options) throws OrtException {
    try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(settings.cudaDevice())) {
      provider.add("arena_extend_strategy", "kSameAsRequested");
      provider.add("cudnn_conv_algo_search", "HEURISTIC");
      provider.add("gpu_mem_limit", Long.toString(settings.cudaMemoryBytes()));
      options.addCUDA(provider);
      // Its buffers are a part of the leak in microsoft/onnxruntime#29351.
      options.setMemoryPatternOptimization(false);
    }
  }

  private boolean cudaLoads() {
    try (SessionOptions options = new SessionOptions()) {
      addCuda(options);
      return true;
    } catch (OrtException e) {
      LOG.atWarn()
          .addKeyValue("cudaDevice", settings.cudaDevice())
          .addKeyValue("reason", e.getMessage())
          .log("CUDA is not usable, models run on the CPU");
      return false;
    }
  }
}
