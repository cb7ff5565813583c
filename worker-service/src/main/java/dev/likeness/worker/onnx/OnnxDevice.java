package dev.likeness.worker.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

  /** A small graph that is always there, to see whether the device takes a session. */
  private static final String PROBE = "enhance.apply";

  private final DeviceThread thread;
  private final RunWatch watch;
  private final MemoryShortage shortage = new MemoryShortage();
  private final OrtEnvironment environment;
  private final Optional<String> fallback;
  private final boolean cuda;
  private final SessionSettings sessions;

  private OnnxDevice(DeviceSettings settings) {
    this.watch = new RunWatch(settings.runLimit(), settings.runGrace());
    this.thread =
        new DeviceThread(
            "onnx-device",
            settings.queue(),
            settings.maxWait(),
            settings.runLimit().plus(settings.runGrace()));
    this.environment =
        thread.call(
            new Cancellation(),
            () ->
                OrtEnvironment.getEnvironment(
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "likeness-worker"));
    this.fallback =
        settings.cuda() == CudaUse.FALSE
            ? Optional.empty()
            : thread.callLong(() -> cudaProblem(new SessionSettings(settings, true)));
    this.cuda = settings.cuda() != CudaUse.FALSE && fallback.isEmpty();
    this.sessions = new SessionSettings(settings, cuda);
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
    if (settings.cuda() != CudaUse.FALSE) {
      CudaLibraries.ofProcess(variables).prepare();
    }
    var device = new OnnxDevice(settings);
    device.fallback.ifPresent(problem -> device.fallBack(settings, problem));
    return device;
  }

  @Override
  public String provider() {
    return cuda ? "CUDA" : "CPU";
  }

  /** Why models run on the CPU although the CUDA device was asked for. */
  public Optional<String> fallback() {
    return fallback;
  }

  /** Whether a run does not end, although it was told to: only a new process helps. */
  public boolean isHung() {
    return watch.isHung();
  }

  /** Whom to tell when a run hangs: once, on a thread that is free to block. */
  public void onHang(Runnable listener) {
    watch.onHang(() -> Thread.ofPlatform().name("device-hangs").daemon().start(listener));
  }

  /** Time that models have run, or were loaded, since the start; without the run in progress. */
  public Duration busyTime() {
    return thread.busyTime();
  }

  @Override
  public Model load(ModelFile file, SignatureCheck check) {
    return thread.callLong(() -> session(file, check));
  }

  @Override
  public void close() {
    thread.close();
    watch.close();
  }

  private Model session(ModelFile file, SignatureCheck check) {
    OrtSession session;
    try {
      session = create(file, sessions);
    } catch (OrtException e) {
      throw new ModelException(Reason.NOT_LOADED, file + " cannot be loaded: " + e.getMessage(), e);
    }
    try {
      ModelSignature signature = Signatures.checked(file, check, session);
      var device = new OnnxModel.Device(environment, thread, sessions, watch, shortage);
      return new OnnxModel(file, signature, session, device);
    } catch (OrtException | ModelException e) {
      closeAfter(e, session);
      throw e instanceof ModelException known
          ? known
          : new ModelException(Reason.NOT_LOADED, file + " does not describe itself", e);
    }
  }

  private OrtSession create(ModelFile file, SessionSettings settings) throws OrtException {
    try (SessionOptions options = settings.options()) {
      return switch (file.content()) {
        case ModelFile.InMemory memory -> environment.createSession(memory.bytes(), options);
        case ModelFile.OnDisk disk -> environment.createSession(disk.path().toString(), options);
      };
    }
  }

  private static void closeAfter(Exception failure, OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      failure.addSuppressed(e);
    }
  }

  /** The libraries may load where there is no device: only a session shows that it works. */
  private Optional<String> cudaProblem(SessionSettings settings) {
    try (OrtSession _ = create(ModelPack.starter().file(PROBE), settings)) {
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void fallBack(DeviceSettings settings, String problem) {
    if (settings.cuda() == CudaUse.REQUIRED) {
      close();
      throw new ModelException(
          Reason.NOT_LOADED,
          "CUDA is required and cannot be used: "
              + problem
              + ". Install a driver and the CUDA libraries, or set LIKENESS_WORKER_CUDA=true to"
              + " fall back to the CPU.");
    }
    LOG.atWarn()
        .addKeyValue("cudaDevice", settings.cudaDevice())
        .addKeyValue("reason", problem)
        .log("CUDA is not usable, models run on the CPU");
  }
}
