package dev.likeness.callback.lifecycle;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static dev.likeness.callback.testing.Jobs.FIRST_ATTEMPT;
import static dev.likeness.callback.testing.Jobs.JOB;
import static dev.likeness.callback.testing.Jobs.SECOND_ATTEMPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.likeness.callback.lifecycle.JobEnds.CallbackStatus;
import dev.likeness.callback.testing.Interleavings;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.schema.v1.AttemptSnapshot;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Redrive;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Succeeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobProjectionTest {
  private static final JobCommand SUBMIT = Jobs.submit(JOB, CALLBACK_URL);
  private static final Failure OTHER_FAILURE = new Failure("WORKER_LOST", "Nothing was heard.");

  @Test
  void theFirstSubmitMakesTheJob() {
    var folded = Folded.of(SUBMIT);

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.QUEUED);
    assertThat(folded.job().getSubmitted()).isTrue();
    assertThat(folded.job().getCreatedAt()).isEqualTo(Jobs.BEGIN);
    assertThat(folded.job().getReservedMicros()).isEqualTo(150_000);
    assertThat(folded.job().getClientRequestId()).isEqualTo("order-17");
    assertThat(folded.job().getSequence()).isEqualTo(1);
  }

  @Test
  void keepsWhatWasAskedForAndItsPlaceInTheQueue() {
    var folded =
        Folded.of(
            Jobs.train(JOB, "max"),
            Jobs.event(JOB, 1, new Queued(Lane.TRAINING, Jobs.price(), 17L)));

    assertThat(folded.job().getTag()).isEqualTo("max");
    assertThat(folded.job().getParameters()).containsEntry("training_tier", "fast");
    assertThat(folded.job().getOutputCount()).isEqualTo(1);
    assertThat(folded.job().getLane()).isEqualTo(Lane.TRAINING);
    assertThat(folded.job().getTicket()).isEqualTo(17);
    assertThat(folded.job().getInputsReadyAt()).as("photos to be fetched").isNull();
    assertThat(Folded.of(SUBMIT).job().getInputsReadyAt()).isEqualTo(Jobs.BEGIN);
  }

  @Test
  void aSecondSubmitChangesNothing() {
    var once = Folded.of(SUBMIT);
    var twice = Folded.of(SUBMIT, Jobs.submit(JOB, "https://other.example/"));

    assertThat(twice.job()).isEqualTo(once.job());
    assertThat(twice.effects()).isEmpty();
  }

  @Test
  void followsAJobToItsSuccessAndAsksForOneCallback() {
    var folded = Folded.of(all(SUBMIT, Jobs.successfulEvents(JOB)));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(folded.job().getFinishedAt()).isEqualTo(Jobs.at(6));
    assertThat(folded.job().getStartedAt()).isEqualTo(Jobs.at(3));
    assertThat(folded.job().getCostMicros()).isEqualTo(120_000);
    assertThat(folded.job().getFraction()).isEqualTo(1);
    assertThat(folded.job().getStage()).isNull();
    assertThat(folded.job().getSequence()).isEqualTo(7);
    assertThat(folded.job().getAttempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.getFinishedAt()).isEqualTo(Jobs.at(6)));
    assertThat(folded.callbacks())
        .singleElement()
        .isEqualTo(
            new Effect.CallbackNeeded(
                folded.job(), JOB + "-" + Jobs.at(6).toEpochMilli(), CALLBACK_URL));
  }

  @Test
  void aJobWithoutCallbackUrlAsksForNone() {
    var folded = Folded.of(all(Jobs.submit(JOB, null), Jobs.successfulEvents(JOB)));

    assertThat(folded.job().getCallback()).isNull();
    assertThat(folded.effects()).isEmpty();
  }

  @Test
  void aWorkersReportAloneDoesNotEndTheJob() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
            Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
            Jobs.event(
                JOB,
                4,
                new AttemptSucceeded(FIRST_ATTEMPT, "worker-1", "run-1", Jobs.outcome(JOB))));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.IN_PROGRESS);
    assertThat(folded.job().getOutcome()).isNull();
  }

  @Test
  void theFirstEndWins() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Cancelled("asked to")),
            Jobs.event(JOB, 3, new Succeeded(FIRST_ATTEMPT, 1, Jobs.outcome(JOB), 1L, null)));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.CANCELED);
    assertThat(folded.job().getFailure().getCode()).isEqualTo("CANCELED");
    assertThat(folded.anomalies()).containsExactly(StateAnomaly.SECOND_END);
    assertThat(folded.callbacks()).hasSize(1);
  }

  @Test
  void anExpiredJobTellsItsDeadline() {
    var folded = Folded.of(SUBMIT, Jobs.event(JOB, 2, new Expired(Jobs.at(1))));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.EXPIRED);
    assertThat(folded.job().getFailure().getDetail()).contains("2026-11-20T10:00:01Z");
    assertThat(folded.job().getCostMicros()).isZero();
  }

  @Test
  void aRetryWaitsAgainAndKeepsTheFailedAttempt() {
    var folded = Folded.of(all(SUBMIT, failingThenStarted()));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.IN_PROGRESS);
    assertThat(folded.job().getAttempts())
        .extracting(AttemptSnapshot::getAttemptNumber)
        .containsExactly(1, 2);
    assertThat(folded.job().getAttempts().getFirst().getFailure()).isEqualTo(Jobs.failure());
    assertThat(folded.job().getStartedAt()).isEqualTo(Jobs.at(3));
  }

  /** Workers report to the scheduler alone. */
  @Test
  void theSchedulersEventsTellWhenAndWhyAnAttemptEnded() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
            Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
            Jobs.event(JOB, 5, new RetryScheduled(2, Jobs.at(6), Jobs.failure(), Jobs.at(4))),
            Jobs.event(JOB, 6, new Released(SECOND_ATTEMPT, 2, "default")),
            Jobs.event(JOB, 9, new Failed(OTHER_FAILURE, 2, Jobs.at(8))));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(folded.job().getFinishedAt()).isEqualTo(Jobs.at(9));
    assertThat(folded.job().getAttempts())
        .extracting(AttemptSnapshot::getFinishedAt, AttemptSnapshot::getFailure)
        .containsExactly(tuple(Jobs.at(4), Jobs.failure()), tuple(Jobs.at(8), OTHER_FAILURE));
  }

  @Test
  void anAttemptThatTheSchedulerDeclaredLostStaysAsItEnded() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
            Jobs.event(JOB, 4, Jobs.attemptFailed(FIRST_ATTEMPT)),
            Jobs.event(JOB, 5, new Failed(OTHER_FAILURE, 1, null)));

    assertThat(folded.job().getFailure()).isEqualTo(OTHER_FAILURE);
    assertThat(folded.job().getAttempts())
        .extracting(AttemptSnapshot::getFinishedAt, AttemptSnapshot::getFailure)
        .containsExactly(tuple(Jobs.at(4), Jobs.failure()));
  }

  @Test
  void anAttemptThatDeliveredEndsWhenItsWorkerSaidSo() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
            Jobs.event(JOB, 5, new Succeeded(FIRST_ATTEMPT, 1, Jobs.outcome(JOB), 1L, Jobs.at(4))));

    assertThat(folded.job().getFinishedAt()).isEqualTo(Jobs.at(5));
    assertThat(folded.job().getAttempts())
        .extracting(AttemptSnapshot::getFinishedAt, AttemptSnapshot::getFailure)
        .containsExactly(tuple(Jobs.at(4), null));
  }

  @Test
  void aWorkerThatLostItsLeaseChangesNothing() throws IOException {
    var zombie = Jobs.event(JOB, 9, new Progressed(FIRST_ATTEMPT, "run-1", "store", 0.99f));
    var without = Folded.of(all(SUBMIT, failingThenStarted()));
    var with = Folded.of(all(all(SUBMIT, failingThenStarted()), List.of(zombie)));

    assertThat(bytes(with.job())).isEqualTo(bytes(without.job()));
    assertThat(with.anomalies()).containsExactly(StateAnomaly.EVENT_AFTER_ATTEMPT);
  }

  @Test
  void aWorkerMayBeHeardOfBeforeTheSchedulersRelease() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
            Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.IN_PROGRESS);
    assertThat(folded.job().getAttempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.getReleasedAt()).isEqualTo(Jobs.at(2)));
  }

  @Test
  void theSameProgressTwiceIsNoChange() {
    var start = Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1"));
    var progress = Jobs.event(JOB, 4, new Progressed(FIRST_ATTEMPT, "run-1", "model", 0.5f));

    assertThat(Folded.of(SUBMIT, start, progress, progress).job().getSequence()).isEqualTo(3);
  }

  @Test
  void commandsOfAnUnknownJobAreAnAnomaly() {
    var folded = Folded.of(Jobs.command(JOB, 1, new Cancel("no reason")));

    assertThat(folded.known()).isEmpty();
    assertThat(folded.anomalies()).containsExactly(StateAnomaly.COMMAND_FOR_UNKNOWN_JOB);
  }

  @Test
  void aRedrivenJobIsOpenAgainOnceTheSchedulerQueuesItAndHasASecondCallback() {
    var folded = Folded.of(all(SUBMIT, redrivenEvents()));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(folded.job().getFailure()).isNull();
    assertThat(folded.callbacks())
        .extracting(Effect.CallbackNeeded::callbackId)
        .containsExactly(
            JOB + "-" + Jobs.at(5).toEpochMilli(), JOB + "-" + Jobs.at(24).toEpochMilli());
  }

  @Test
  void onlyAFailedJobIsOpenedAgain() {
    var folded =
        Folded.of(
            SUBMIT,
            Jobs.event(JOB, 2, new Cancelled("asked to")),
            Jobs.event(JOB, 3, new Queued(Lane.STANDARD, Jobs.price(), 1L)));

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.CANCELED);
    assertThat(folded.anomalies()).containsExactly(StateAnomaly.EVENT_AFTER_END);
  }

  @Test
  void anEventBeforeItsSubmitIsKeptUnseen() {
    var folded = Folded.of(Jobs.successfulEvents(JOB).toArray());

    assertThat(folded.job().getSubmitted()).isFalse();
    assertThat(folded.callbacks()).as("nobody is known to be called").isEmpty();
  }

  @Test
  void aSubmitThatComesLastFindsTheJobEndedAndAsksForTheCallback() {
    var records = new ArrayList<Object>(Jobs.successfulEvents(JOB));
    records.add(SUBMIT);
    var folded = Folded.of(records.toArray());

    assertThat(folded.job().getStatus()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(folded.callbacks()).hasSize(1);
  }

  @Test
  void showsHowFarTheCallbackIs() {
    var ended = all(SUBMIT, Jobs.successfulEvents(JOB));
    String id = JOB + "-" + Jobs.at(6).toEpochMilli();

    assertThat(status(ended)).isEqualTo(CallbackStatus.PENDING);
    assertThat(status(all(ended, attempts(id, CallbackOutcome.RETRY))))
        .isEqualTo(CallbackStatus.PENDING);
    assertThat(status(all(ended, attempts(id, CallbackOutcome.DELIVERED))))
        .isEqualTo(CallbackStatus.DELIVERED);
    assertThat(status(all(ended, attempts(id, CallbackOutcome.GIVEN_UP))))
        .isEqualTo(CallbackStatus.GIVEN_UP);
    assertThat(status(all(ended, attempts("an earlier end", CallbackOutcome.GIVEN_UP))))
        .isEqualTo(CallbackStatus.PENDING);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOrderOfTheTopicsDoesNotMatter(long seed) throws IOException {
    List<Object> commands = List.of(SUBMIT, SUBMIT, Jobs.command(JOB, 10, new Redrive("operator")));
    List<CallbackAttempt> attempts =
        attempts(JOB + "-" + Jobs.at(24).toEpochMilli(), CallbackOutcome.DELIVERED);

    var inOrder = Folded.of(all(all(SUBMIT, redrivenEvents()), attempts));
    var merged =
        Folded.of(
            Interleavings.random(seed, List.of(commands, redrivenEvents(), attempts)).toArray());

    assertThat(withoutSequence(merged.job()))
        .as("seed %d", seed)
        .isEqualTo(withoutSequence(inOrder.job()));
    assertThat(merged.callbacks().getLast().callbackId())
        .as("seed %d", seed)
        .isEqualTo(inOrder.callbacks().getLast().callbackId());
  }

  /** As bytes: Avro 1.12 cannot compare lists of records that hold optional times. */
  private static ByteBuffer withoutSequence(JobSnapshot job) throws IOException {
    return bytes(JobSnapshot.newBuilder(job).setSequence(0).setTakenIn(null).build());
  }

  private static ByteBuffer bytes(JobSnapshot job) throws IOException {
    return job.toByteBuffer();
  }

  private static CallbackStatus status(Object... records) {
    return JobEnds.callbackStatus(Folded.of(records).job());
  }

  private static List<CallbackAttempt> attempts(String callbackId, CallbackOutcome last) {
    return List.of(
        Jobs.callbackAttempt(JOB, callbackId, 1, CallbackOutcome.RETRY),
        Jobs.callbackAttempt(JOB, callbackId, 2, last));
  }

  private static List<JobEvent> failingThenStarted() {
    return List.of(
        Jobs.event(JOB, 1, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
        Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
        Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
        Jobs.event(JOB, 4, Jobs.attemptFailed(FIRST_ATTEMPT)),
        Jobs.event(JOB, 5, new RetryScheduled(2, Jobs.at(6), Jobs.failure(), null)),
        Jobs.event(JOB, 6, new Released(SECOND_ATTEMPT, 2, "default")),
        Jobs.event(JOB, 7, new Started(SECOND_ATTEMPT, "worker-2", "run-2")));
  }

  /** Fails at second 5, is queued again at 20 and succeeds at 24. */
  private static List<JobEvent> redrivenEvents() {
    return List.of(
        Jobs.event(JOB, 1, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
        Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
        Jobs.event(JOB, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
        Jobs.event(JOB, 4, Jobs.attemptFailed(FIRST_ATTEMPT)),
        Jobs.failed(JOB, 5),
        Jobs.event(JOB, 20, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
        Jobs.event(JOB, 21, new Released(SECOND_ATTEMPT, 1, "default")),
        Jobs.event(JOB, 22, new Started(SECOND_ATTEMPT, "worker-1", "run-2")),
        Jobs.event(JOB, 24, new Succeeded(SECOND_ATTEMPT, 1, Jobs.outcome(JOB), 120_000L, null)));
  }

  private static Object[] all(Object first, List<?> others) {
    var all = new ArrayList<Object>();
    all.add(first);
    all.addAll(others);
    return all.toArray();
  }

  private static Object[] all(Object[] first, List<?> others) {
    var all = new ArrayList<Object>(List.of(first));
    all.addAll(others);
    return all.toArray();
  }

  /** Records folded from nothing. */
  private record Folded(Optional<JobSnapshot> known, List<Effect> effects) {
    static Folded of(Object... records) {
      Optional<JobSnapshot> known = Optional.empty();
      var effects = new ArrayList<Effect>();
      for (int i = 0; i < records.length; i++) {
        Step step = JobProjection.apply(known, Jobs.inTopic(records[i], i));
        known = step.snapshot();
        effects.addAll(step.effects());
      }
      return new Folded(known, effects);
    }

    JobSnapshot job() {
      return known.orElseThrow();
    }

    List<Effect.CallbackNeeded> callbacks() {
      return effects.stream()
          .filter(Effect.CallbackNeeded.class::isInstance)
          .map(Effect.CallbackNeeded.class::cast)
          .toList();
    }

    List<StateAnomaly> anomalies() {
      return effects.stream()
          .filter(Effect.AnomalyFound.class::isInstance)
          .map(effect -> ((Effect.AnomalyFound) effect).anomaly())
          .toList();
    }
  }
}
