package dev.likeness.worker.smoke;

import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.CudaUse;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.serving.ServedModels;
import dev.likeness.worker.serving.Workbench;
import dev.likeness.worker.smoke.ModelComparison.Difference;
import dev.likeness.worker.smoke.QueueRun.Done;
import dev.likeness.worker.smoke.RecordingRuntime.Recorded;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Tries what a worker does, on the device that was asked for and on no other. */
final class SmokeRun {
  private final SmokeSettings settings;
  private final Workbench bench;
  private final SmokeJobs jobs;
  private final Map<String, String> notRun = new TreeMap<>();

  SmokeRun(SmokeSettings settings) {
    this.settings = settings;
    this.bench =
        new Workbench(
            new ImageDecoder(DecodeLimits.standard()),
            new ImageEncoder(),
            new FileSystemBlobStore(settings.folder()));
    this.jobs = new SmokeJobs(bench.blobs(), settings.side());
  }

  /**
   * Compares, then keeps the slots at work.
   *
   * @throws ModelException if the device is not there, or a pack cannot be used
   */
  SmokeReport run() throws InterruptedException {
    try (var device = OnnxDevice.open(settings.device())) {
      device.fallback().ifPresent(SmokeRun::refuse);
      List<Difference> differences =
          recordedOnCpu().stream().map(model -> ModelComparison.of(model, device)).toList();
      return queue(device, differences);
    }
  }

  /** A smoke test that falls back to the CPU would say that all is well. */
  private static void refuse(String problem) {
    throw new ModelException(
        Reason.NOT_LOADED,
        "no CUDA device can be used on this machine, so nothing was tried. ONNX Runtime says: "
            + problem);
  }

  private List<Recorded> recordedOnCpu() {
    try (var cpu = OnnxDevice.open(DeviceSettings.cpu(settings.device().cpuThreads()))) {
      var recorder = new RecordingRuntime(cpu);
      try (var models = ServedModels.load(settings.models(), recorder, bench)) {
        AttemptRunner runner = runner(models);
        for (Operation operation : models.operations().keySet().stream().sorted().toList()) {
          var attempt = jobs.attempt(operation, 0);
          if (runner.run(attempt, "smoke", (_, _) -> {}, new Cancellation())
              instanceof Failed(var code, var detail)) {
            notRun.put(operation.name(), code + ": " + detail);
          }
        }
      }
      tinyFaces(recorder);
      return recorder.models();
    }
  }

  /** Detection and embedding, also where no pack has them. */
  private static void tinyFaces(RecordingRuntime recorder) {
    try (var reader = FaceReader.load(ModelPack.tiny(), recorder);
        Photo photo = SmokeJobs.markedFace()) {
      int faces = reader.read(photo, new Cancellation()).size();
      if (faces != 1) {
        throw new ModelException(
            Reason.RUN_FAILED, "the tiny detector found " + faces + " faces on the CPU, not one");
      }
    }
  }

  private SmokeReport queue(OnnxDevice device, List<Difference> differences)
      throws InterruptedException {
    try (var models = ServedModels.load(settings.models(), device, bench);
        var use =
            new MachineUse(
                settings.device().cuda() != CudaUse.FALSE, settings.device().cudaDevice())) {
      models.warmUp();
      long busyBefore = device.busyTime().toNanos();
      long begin = System.nanoTime();
      Done done =
          new QueueRun(runner(models), jobs, bench.blobs(), settings.slots()).run(settings.time());
      double nanos = System.nanoTime() - begin;
      double busy = (device.busyTime().toNanos() - busyBefore) / nanos;
      return new SmokeReport(
          device.provider(),
          Runtime.getRuntime().availableProcessors(),
          settings.slots(),
          differences,
          notRun,
          differences.stream().allMatch(model -> model.within(settings.tolerance())),
          nanos / 1e9,
          done.images(),
          done.images() / (nanos / 1e9),
          busy,
          boxed(use.gpuPercent()),
          perImage(done),
          boxed(use.residentMegabytes()),
          boxed(use.gpuMegabytes()));
    }
  }

  private AttemptRunner runner(ServedModels models) {
    return new AttemptRunner(
        bench.blobs(), models.operations(), InstantSource.system(), System::nanoTime);
  }

  private static Map<String, Double> perImage(Done done) {
    var perImage = new TreeMap<String, Double>();
    done.stageMillis()
        .forEach(
            (stage, millis) -> perImage.put(stage, (double) millis / Math.max(1, done.images())));
    return perImage;
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
