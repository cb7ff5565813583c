package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.schema.v1.ServedOperation;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out attempts: inputs from the blob store, the operation, outputs into the blob store.
 *
 * <p>What an input, a model or the store does becomes a {@link Failed} with its code; other errors
 * of the machine than a lack of memory come out as they are. A run whose cancellation is requested
 * ends as {@link Abandoned}, or as {@code TIMEOUT} once its deadline has passed, whatever the
 * interruption made of its work. Thread safe: slots share it.
 */
public final class AttemptRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final BlobStore blobs;
  private final Serving serving;
  private final InstantSource time;
  private final LongSupplier nanoTime;

  /**
   * @param serving is held by each attempt from its begin to its end
   */
  public AttemptRunner(
      BlobStore blobs, Serving serving, InstantSource time, LongSupplier nanoTime) {
    this.blobs = blobs;
    this.serving = serving;
    this.time = time;
    this.nanoTime = nanoTime;
  }

  /** With operations that are never replaced. */
  public AttemptRunner(
      BlobStore blobs,
      Map<Operation, OperationRunner> operations,
      InstantSource time,
      LongSupplier nanoTime) {
    this(blobs, Serving.always(operations), time, nanoTime);
  }

  /**
   * Runs one attempt to its end.
   *
   * @param runId of this run; a part of the keys of the outputs
   * @param cancellation to be requested when nobody waits for the result any more, and at the
   *     attempt's deadline
   */
  public AttemptResult run(
      JobAttempt attempt, String runId, ProgressLog progress, Cancellation cancellation) {
    try (Serving.Held served = serving.hold()) {
      return run(attempt, runId, served.operations(), progress, cancellation);
    } catch (ModelException e) {
      return ourFault(attempt, e);
    }
  }

  private AttemptResult run(
      JobAttempt attempt,
      String runId,
      Map<Operation, OperationRunner> operations,
      ProgressLog progress,
      Cancellation cancellation) {
    OperationRunner operation = operations.get(attempt.getSpec().getOperation());
    if (operation == null) {
      return unavailable(
          "the operation", wire(attempt.getSpec().getOperation()), names(operations));
    }
    Capability capability = operation.capability();
    String baseModel = attempt.getSpec().getParameters().getOrDefault("base_model", "");
    if (!serves(capability.baseModels(), baseModel)) {
      return unavailable("the base model", baseModel, capability.baseModels());
    }
    String resolution = attempt.getSpec().getParameters().getOrDefault("resolution", "");
    if (!serves(capability.resolutions(), resolution)) {
      return unavailable("the resolution", resolution, capability.resolutions());
    }
    if (isOver(attempt)) {
      return new Failed(FailureCode.TIMEOUT, "The deadline had passed before a worker was free.");
    }
    try {
      return new Delivered(
          deliver(attempt, runId, operation, new StageClock(nanoTime, progress), cancellation));
    } catch (RunCancelled e) {
      return stopped(attempt);
    } catch (ImageRefused e) {
      return new Failed(e.code(), e.detail());
    } catch (OperationRefused e) {
      return new Failed(e.code(), e.detail());
    } catch (InputMissing e) {
      return new Failed(
          FailureCode.INPUT_MISSING, "An input photo is no longer stored: submit the job again.");
    } catch (RuntimeException | OutOfMemoryError e) {
      // An interrupted run fails anywhere, for example while a file is written: not a failure.
      return cancellation.isRequested() ? stopped(attempt) : ourFault(attempt, e);
    }
  }

  /** What this worker can carry out with what is loaded, in the order of the operations. */
  public List<ServedOperation> serves() {
    try (Serving.Held served = serving.hold()) {
      return new TreeMap<>(served.operations())
          .entrySet().stream()
              .map(entry -> served(entry.getKey(), entry.getValue().capability()))
              .toList();
    }
  }

  private static ServedOperation served(Operation operation, Capability capability) {
    return ServedOperation.newBuilder()
        .setOperation(operation)
        .setBaseModels(capability.baseModels())
        .setResolutions(capability.resolutions())
        .setIdentity(capability.identity())
        .setNote(capability.note())
        .build();
  }

  private static List<String> names(Map<Operation, OperationRunner> operations) {
    return operations.keySet().stream().sorted().map(AttemptRunner::wire).toList();
  }

  /** The name of an operation as customers write it. */
  private static String wire(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  private static boolean serves(List<String> choices, String chosen) {
    return choices.isEmpty() || chosen.isEmpty() || choices.contains(chosen);
  }

  private static Failed unavailable(String kind, String asked, List<String> served) {
    return new Failed(
        FailureCode.OPERATION_UNAVAILABLE,
        "No model for %s %s is loaded here; served: %s."
            .formatted(kind, asked, served.isEmpty() ? "nothing" : String.join(", ", served)));
  }

  private Outcome deliver(
      JobAttempt attempt,
      String runId,
      OperationRunner operation,
      StageClock stages,
      Cancellation cancellation) {
    var inputs = new StoredInputs(blobs, attempt.getSpec().getInputs());
    Made made = operation.run(attempt, inputs, stages, cancellation);
    cancellation.check();
    List<OutputImage> outputs =
        stages.during(Stage.STORE, () -> store(attempt, runId, made.images()));
    return Outcome.newBuilder()
        .setOutputs(outputs)
        .setModels(made.models())
        .setKnownSubjects(made.knownSubjects())
        .setIdentity(made.identity())
        .setTimingsMs(stages.millis())
        .build();
  }

  private List<OutputImage> store(JobAttempt attempt, String runId, List<EncodedImage> images) {
    var outputs = new ArrayList<OutputImage>();
    for (EncodedImage image : images) {
      String key =
          BlobKeys.artifact(
              attempt.getJobId(), attempt.getAttemptId(), runId, outputs.size(), image.extension());
      blobs.put(key, image.bytes());
      outputs.add(
          OutputImage.newBuilder()
              .setBlob(
                  BlobRef.newBuilder()
                      .setKey(key)
                      .setMediaType(image.mediaType())
                      .setBytes(image.bytes().length)
                      .setSha256(Sha256.hex(image.bytes()))
                      .build())
              .setWidth(image.width())
              .setHeight(image.height())
              .build());
    }
    return outputs;
  }

  private AttemptResult stopped(JobAttempt attempt) {
    return isOver(attempt)
        ? new Failed(FailureCode.TIMEOUT, "The job was not done before its deadline.")
        : new Abandoned();
  }

  private boolean isOver(JobAttempt attempt) {
    return !time.instant().isBefore(attempt.getDeadline());
  }

  private static Failed ourFault(JobAttempt attempt, Throwable fault) {
    Failed failed =
        switch (fault) {
          case ModelException e -> new Failed(code(e), "The model did not give a result.");
          case BlobStoreException _ ->
              new Failed(FailureCode.STORAGE_UNAVAILABLE, "The blob store did not answer.");
          case OutOfMemoryError _ ->
              new Failed(FailureCode.OUT_OF_MEMORY, "The worker had not enough memory.");
          default -> new Failed(FailureCode.INTERNAL, "The worker failed on this job.");
        };
    LOG.atWarn()
        .addKeyValue("jobId", attempt.getJobId())
        .addKeyValue("attemptId", attempt.getAttemptId())
        .addKeyValue("code", failed.code())
        .setCause(fault)
        .log("attempt failed");
    return failed;
  }

  private static FailureCode code(ModelException e) {
    return switch (e.reason()) {
      case OUT_OF_MEMORY -> FailureCode.OUT_OF_MEMORY;
      case NOT_LOADED, RUN_FAILED -> FailureCode.MODEL_FAILED;
      case BUSY, CLOSED -> FailureCode.UNAVAILABLE;
    };
  }

  private record StoredInputs(BlobStore blobs, List<BlobRef> photos) implements Inputs {
    @Override
    public int count() {
      return photos.size();
    }

    @Override
    public byte[] read(int index) {
      return blobs.read(photos.get(index).getKey()).orElseThrow(InputMissing::new);
    }
  }

  private static final class InputMissing extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
