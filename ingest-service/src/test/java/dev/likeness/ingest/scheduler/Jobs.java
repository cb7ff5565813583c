package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Redrive;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Records for tests of the scheduler. */
public final class Jobs {
  public static final String ACCOUNT = "acme";
  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  public static final Duration TIME_TO_LIVE = Duration.ofHours(1);
  public static final Price PRICE = new Price(90_000L, 130_000L, 260_000L);

  static {
    TrustedRecords.install(); // as AvroSerdes does in a service
  }

  private Jobs() {}

  public static JobId id(int number) {
    return new JobId("%032x".formatted(number));
  }

  public static Submit submit(Instant at) {
    return submit(at, Lane.STANDARD, "fingerprint");
  }

  public static Submit submit(Instant at, Lane lane, String fingerprint) {
    return Submit.newBuilder()
        .setSpec(
            JobSpec.newBuilder()
                .setOperation(Operation.ENHANCE)
                .setPrompt("warmer light")
                .setInputs(List.of(blob("inputs/acme/one")))
                .setOutputCount(2)
                .setParameters(Map.of("quality", "90"))
                .build())
        .setPrice(PRICE)
        .setLane(lane)
        .setFingerprint(fingerprint)
        .setDeadline(at.plus(TIME_TO_LIVE))
        .build();
  }

  /** One photo is stored already, one is to be fetched. */
  public static Submit submitByUrl(Instant at, Lane lane) {
    var submit = submit(at, lane, "fingerprint");
    return Submit.newBuilder(submit)
        .setSpec(JobSpec.newBuilder(submit.getSpec()).setInputs(List.of()).build())
        .setSources(List.of(blob("inputs/acme/one"), new RemotePhoto("https://one.example/2.jpg")))
        .build();
  }

  public static InputsReady inputsReady(InputsDue due, Instant at) {
    return answer(due, at)
        .setInputs(List.of(blob("inputs/acme/one"), blob("inputs/acme/two")))
        .build();
  }

  public static InputsReady inputsFailed(
      InputsDue due, Instant at, FailureCode code, boolean retryable) {
    return answer(due, at)
        .setFailure(new Failure(code.name(), "Sorry."))
        .setRetryable(retryable)
        .build();
  }

  public static InputsReady inputsPostponed(InputsDue due, Instant at) {
    return InputsReady.newBuilder(inputsFailed(due, at, FailureCode.IMAGE_UNREACHABLE, true))
        .setPostponed(true)
        .build();
  }

  private static InputsReady.Builder answer(InputsDue due, Instant at) {
    return InputsReady.newBuilder()
        .setJobId(due.getJobId())
        .setAccount(due.getAccount())
        .setAttemptNumber(due.getAttemptNumber())
        .setAt(at);
  }

  public static JobCommand submitCommand(JobId job, Instant at) {
    return command(job, ACCOUNT, at, submit(at));
  }

  public static JobCommand cancelCommand(JobId job, Instant at) {
    return command(job, ACCOUNT, at, new Cancel("not needed any more"));
  }

  public static JobCommand redriveCommand(JobId job, Instant at) {
    return command(job, ACCOUNT, at, new Redrive("operator"));
  }

  public static JobCommand command(JobId job, String account, Instant at, Object command) {
    return JobCommand.newBuilder()
        .setJobId(job.value())
        .setAccount(account)
        .setAt(at)
        .setRequestId("request")
        .setCommand(command)
        .build();
  }

  public static JobEvent event(JobId job, Instant at, Object event) {
    return JobEvent.newBuilder()
        .setJobId(job.value())
        .setAccount(ACCOUNT)
        .setAt(at)
        .setEvent(event)
        .build();
  }

  /** Images of {@code attempt}. */
  public static Outcome outcome(
      JobAttempt attempt, int images, Map<String, Integer> knownSubjects) {
    String key = BlobKeys.artifact(attempt.getJobId(), attempt.getAttemptId(), "run", 0, "jpg");
    return Outcome.newBuilder()
        .setOutputs(Collections.nCopies(images, new OutputImage(blob(key), 640, 480)))
        .setKnownSubjects(knownSubjects)
        .build();
  }

  /** One image, under {@code key}. */
  public static Outcome outcome(String key) {
    return Outcome.newBuilder().setOutputs(List.of(new OutputImage(blob(key), 640, 480))).build();
  }

  private static BlobRef blob(String key) {
    return new BlobRef(key, "image/jpeg", 1_000L, "0".repeat(64));
  }
}
