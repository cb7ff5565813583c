package dev.likeness.callback.testing;

import dev.likeness.callback.lifecycle.JobProjection;
import dev.likeness.callback.lifecycle.JobRecord;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.kit.auth.ApiKey;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Submit;
import dev.likeness.schema.v1.Succeeded;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sample records of one job of account {@code acme}. */
public final class Jobs {
  public static final String JOB = "0123456789abcdef0123456789abcdef";
  public static final String ACCOUNT = "acme";
  public static final String CALLBACK_URL = "https://customer.example/hook";
  public static final Instant BEGIN = Instant.parse("2026-11-20T10:00:00Z");
  public static final String FIRST_ATTEMPT = "a".repeat(32);
  public static final String SECOND_ATTEMPT = "b".repeat(32);

  static {
    TrustedRecords.install(); // else Avro refuses our records to the test that comes first
  }

  private Jobs() {}

  /** What the view knows after these records. */
  public static JobSnapshot folded(Object... records) {
    Optional<JobSnapshot> known = Optional.empty();
    for (int i = 0; i < records.length; i++) {
      known = JobProjection.apply(known, inTopic(records[i], i)).snapshot();
    }
    return known.orElseThrow();
  }

  /** A record as it stands in its topic. */
  public static JobRecord inTopic(Object record, long offset) {
    return switch (record) {
      case JobCommand command -> new JobRecord.Command(command, offset);
      case JobEvent event -> new JobRecord.Event(event, offset);
      case CallbackAttempt attempt -> new JobRecord.Attempt(attempt, offset);
      case InputsReady inputs -> new JobRecord.Inputs(inputs, offset);
      case ProfileDeletion deletion -> new JobRecord.Deletion(deletion, offset);
      default -> throw new IllegalArgumentException("not a record of a job");
    };
  }

  /** The id of a job that no other test has. */
  public static String freshId() {
    var random = new byte[16];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  public static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }

  public static JobCommand submit(String jobId, @Nullable String callbackUrl) {
    return command(
        jobId,
        0,
        Submit.newBuilder()
            .setSpec(JobSpec.newBuilder().setOperation(Operation.ENHANCE).build())
            .setPrice(price())
            .setLane(Lane.STANDARD)
            .setFingerprint("f".repeat(64))
            .setCallbackUrl(callbackUrl)
            .setClientRequestId("order-17")
            .setDeadline(at(3600))
            .build());
  }

  /** Training of a profile whose photos are still to be fetched. */
  public static JobCommand train(String profileId, @Nullable String tag) {
    return command(
        profileId,
        0,
        Submit.newBuilder()
            .setSpec(
                JobSpec.newBuilder()
                    .setOperation(Operation.TRAIN)
                    .setParameters(Map.of("training_tier", "fast"))
                    .build())
            .setPrice(price())
            .setLane(Lane.TRAINING)
            .setFingerprint("f".repeat(64))
            .setDeadline(at(3600))
            .setSources(List.of(new RemotePhoto("https://photos.example/1.jpg")))
            .setTag(tag)
            .build());
  }

  public static InputsReady inputsReady(String jobId, int second, @Nullable Failure failure) {
    return InputsReady.newBuilder()
        .setJobId(jobId)
        .setAccount(ACCOUNT)
        .setAttemptNumber(1)
        .setAt(at(second))
        .setFailure(failure)
        .build();
  }

  public static ProfileDeletion deletion(String profileId, int second) {
    return new ProfileDeletion(profileId, ACCOUNT, at(second), "request-2");
  }

  public static JobCommand command(String jobId, int second, Object command) {
    return JobCommand.newBuilder()
        .setJobId(jobId)
        .setAccount(ACCOUNT)
        .setAt(at(second))
        .setRequestId("request-1")
        .setCommand(command)
        .build();
  }

  public static JobEvent event(String jobId, int second, Object event) {
    return JobEvent.newBuilder()
        .setJobId(jobId)
        .setAccount(ACCOUNT)
        .setAt(at(second))
        .setEvent(event)
        .build();
  }

  /** Queued, released, started, progressed twice, succeeded at second 6. */
  public static List<JobEvent> successfulEvents(String jobId) {
    return List.of(
        event(jobId, 1, new Queued(Lane.STANDARD, price(), 7L)),
        event(jobId, 2, new Released(FIRST_ATTEMPT, 1, "default")),
        event(jobId, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
        event(jobId, 4, new Progressed(FIRST_ATTEMPT, "run-1", "model", 0.5f)),
        event(jobId, 5, new Progressed(FIRST_ATTEMPT, "run-1", "encode", 0.9f)),
        event(jobId, 6, new Succeeded(FIRST_ATTEMPT, 1, outcome(jobId), 120_000L, null)));
  }

  public static JobEvent failed(String jobId, int second) {
    return event(jobId, second, new Failed(failure(), 1, null));
  }

  public static AttemptFailed attemptFailed(String attemptId) {
    return AttemptFailed.newBuilder()
        .setAttemptId(attemptId)
        .setWorkerId("worker-1")
        .setFailure(failure())
        .build();
  }

  public static Failure failure() {
    return new Failure("MODEL_FAILED", "The model gave up.");
  }

  public static Price price() {
    return new Price(120_000L, 150_000L, 150_000L);
  }

  public static Outcome outcome(String jobId) {
    var blob =
        new BlobRef("artifacts/" + jobId + "/a/r/0.jpg", "image/jpeg", 1000L, "0".repeat(64));
    return Outcome.newBuilder()
        .setOutputs(List.of(new OutputImage(blob, 640, 480)))
        .setKnownSubjects(Map.of("profile-1", 1))
        .setModels(List.of(new ModelUsed("starter", "enhance.apply", "1".repeat(64))))
        .setTimingsMs(Map.of("model", 40L, "encode", 5L))
        .setIdentity(
            List.of(
                IdentityReport.newBuilder(identity("profile-1", true))
                    .setRetention(.93)
                    .setAuditScore(.61)
                    .setAuditThreshold(.3)
                    .setAuditSpace("3".repeat(64))
                    .setCandidate(1)
                    .setCandidates(2)
                    .build(),
                identity("profile-2", false)))
        .build();
  }

  private static IdentityReport identity(String profile, boolean recognised) {
    return IdentityReport.newBuilder()
        .setProfileId(profile)
        .setOutput(0)
        .setRecognised(recognised)
        .setScore(recognised ? .81 : .12)
        .setThreshold(.36)
        .setPercentile(.5)
        .setSpace("2".repeat(64))
        .build();
  }

  public static CallbackAttempt callbackAttempt(
      String jobId, String callbackId, int number, CallbackOutcome outcome) {
    return CallbackAttempt.newBuilder()
        .setJobId(jobId)
        .setAccount(ACCOUNT)
        .setCallbackId(callbackId)
        .setAttemptNumber(number)
        .setAt(at(10 + number))
        .setDurationMs(20)
        .setOutcome(outcome)
        .setStatusCode(outcome == CallbackOutcome.DELIVERED ? 200 : 500)
        .setNextAttemptAt(outcome == CallbackOutcome.RETRY ? at(15 + number) : null)
        .build();
  }

  /** An account that calls with {@code apiKey}. */
  public static AccountRecord account(String id, String apiKey) {
    return AccountRecord.newBuilder()
        .setAccount(id)
        .setCreatedAt(BEGIN)
        .setApiKeys(List.of(new ApiKey(apiKey).record("key-" + id, "", BEGIN)))
        .build();
  }
}
