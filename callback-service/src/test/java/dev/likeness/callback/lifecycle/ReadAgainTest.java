package dev.likeness.callback.lifecycle;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static dev.likeness.callback.testing.Jobs.FIRST_ATTEMPT;
import static dev.likeness.callback.testing.Jobs.JOB;
import static dev.likeness.callback.testing.Jobs.SECOND_ATTEMPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.testing.Jobs;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.Succeeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadAgainTest {
  private static final String FIRST_END = JOB + "-" + Jobs.at(5).toEpochMilli();
  private static final String SECOND_END = JOB + "-" + Jobs.at(24).toEpochMilli();

  @Test
  void changesNothing() {
    Object[] records = successful();
    JobSnapshot job = Jobs.folded(records);

    for (int i = 0; i < records.length; i++) {
      assertThat(again(job, records[i], i).snapshot()).contains(job);
    }
  }

  @Test
  void theEndAsksForItsCallbackAgainAndSoDoesTheSubmit() {
    Object[] records = successful();
    JobSnapshot job = Jobs.folded(records);
    int end = records.length - 1;
    var needed =
        new Effect.CallbackNeeded(job, JOB + "-" + Jobs.at(6).toEpochMilli(), CALLBACK_URL);

    assertThat(again(job, records[end], end).effects()).containsExactly(needed);
    assertThat(again(job, records[0], 0).effects()).containsExactly(needed);
    assertThat(again(job, records[1], 1).effects()).isEmpty();
  }

  @Test
  void anAttemptOnRecordShowsThatItsCallbackWasStored() {
    Object[] records = successful();
    var attempt =
        Jobs.callbackAttempt(JOB, JOB + "-" + Jobs.at(6).toEpochMilli(), 1, CallbackOutcome.RETRY);
    JobSnapshot job = Jobs.folded(and(records, attempt));

    assertThat(again(job, records[records.length - 1], records.length - 1).effects()).isEmpty();
  }

  @Test
  void anEndBeforeARedriveAsksForItsOwnCallback() {
    Object[] records = redriven();
    JobSnapshot job = Jobs.folded(records);

    assertThat(callbacks(again(job, records[3], 3)))
        .singleElement()
        .satisfies(
            needed -> {
              assertThat(needed.callbackId()).isEqualTo(FIRST_END);
              assertThat(needed.job().getStatus()).isEqualTo(JobStatus.FAILED);
              assertThat(needed.job().getFailure()).isEqualTo(Jobs.failure());
              assertThat(needed.job().getOutcome()).isNull();
              assertThat(needed.job().getAttempts()).hasSize(1);
              assertThat(needed.job().getSequence()).isLessThan(job.getSequence());
            });
    assertThat(callbacks(again(job, records[6], 6)))
        .extracting(Effect.CallbackNeeded::callbackId)
        .containsExactly(SECOND_END);
  }

  @Test
  void anEndBeforeARedriveThatIsNotOverAsksForItsCallbackToo() {
    Object[] records = List.of(redriven()).subList(0, 5).toArray();
    JobSnapshot job = Jobs.folded(records);

    assertThat(callbacks(again(job, records[3], 3)))
        .extracting(Effect.CallbackNeeded::callbackId)
        .containsExactly(FIRST_END);
  }

  @Test
  void aSecondEndThatDidNotCountAsksForNoCallback() {
    Object[] records = and(successful(), Jobs.failed(JOB, 8));
    JobSnapshot job = Jobs.folded(and(records, Jobs.deletion(JOB, 9)));
    int last = records.length - 1;

    // It changed nothing, so only a later event could have taken it in.
    var later = JobSnapshot.newBuilder(job);
    later.setTakenIn(Jobs.inTopic(records[last], last).addedTo(job.getTakenIn()));
    assertThat(again(later.build(), records[last], last).effects()).isEmpty();
  }

  @Test
  void theProfileIsToldAgainAsItIsNow() {
    Object[] records = {
      Jobs.train(JOB, null), Jobs.inputsReady(JOB, 1, null), Jobs.deletion(JOB, 9)
    };
    JobSnapshot made = Jobs.folded(records[0], records[1]);
    JobSnapshot deleted = Jobs.folded(records);

    assertThat(again(made, records[0], 0).effects())
        .containsExactly(new Effect.ProfileChanged(JOB, ProfileProjection.of(made)));
    assertThat(again(deleted, records[1], 1).effects())
        .containsExactly(new Effect.ProfileChanged(JOB, Optional.empty()));
  }

  @Test
  void aSnapshotOfAnEarlierVersionHasTakenInNothing() {
    JobSnapshot job = JobSnapshot.newBuilder(Jobs.folded(successful())).setTakenIn(null).build();

    assertThat(Jobs.inTopic(Jobs.submit(JOB, CALLBACK_URL), 0).isIn(job)).isFalse();
  }

  private static Step again(JobSnapshot job, Object record, long offset) {
    assertThat(Jobs.inTopic(record, offset).isIn(job)).isTrue();
    return JobProjection.apply(Optional.of(job), Jobs.inTopic(record, offset));
  }

  private static List<Effect.CallbackNeeded> callbacks(Step step) {
    return step.effects().stream().map(Effect.CallbackNeeded.class::cast).toList();
  }

  private static Object[] successful() {
    var records = new ArrayList<Object>(List.of(Jobs.submit(JOB, CALLBACK_URL)));
    records.addAll(Jobs.successfulEvents(JOB));
    return records.toArray();
  }

  /** Fails at second 5, is queued again at 20 and succeeds at 24. */
  private static Object[] redriven() {
    return new Object[] {
      Jobs.submit(JOB, CALLBACK_URL),
      Jobs.event(JOB, 1, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
      Jobs.event(JOB, 2, new Released(FIRST_ATTEMPT, 1, "default")),
      Jobs.failed(JOB, 5),
      Jobs.event(JOB, 20, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
      Jobs.event(JOB, 21, new Released(SECOND_ATTEMPT, 1, "default")),
      Jobs.event(JOB, 24, new Succeeded(SECOND_ATTEMPT, 1, Jobs.outcome(JOB), 120_000L, null)),
    };
  }

  private static Object[] and(Object[] records, Object last) {
    var all = new ArrayList<Object>(List.of(records));
    all.add(last);
    return all.toArray();
  }
}
