package dev.likeness.callback.lifecycle;

import static dev.likeness.callback.testing.Jobs.FIRST_ATTEMPT;
import static dev.likeness.callback.testing.Jobs.JOB;
import static dev.likeness.callback.testing.Jobs.SECOND_ATTEMPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.testing.Interleavings;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.ProfileStatus;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Succeeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileProjectionTest {
  private static final JobCommand SUBMIT = Jobs.train(JOB, "max");
  private static final JobEvent QUEUED =
      Jobs.event(JOB, 1, new Queued(Lane.TRAINING, Jobs.price(), 1L));

  @Test
  void followsATrainingToItsProfile() {
    var folded = new Folded();

    assertThat(folded.after(SUBMIT).getStatus()).isEqualTo(ProfileStatus.VALIDATING);
    assertThat(folded.after(QUEUED).getStatus()).isEqualTo(ProfileStatus.VALIDATING);
    assertThat(folded.after(Jobs.inputsReady(JOB, 2, Jobs.failure())).getStatus())
        .as("photos to be fetched again")
        .isEqualTo(ProfileStatus.VALIDATING);
    assertThat(folded.after(Jobs.inputsReady(JOB, 4, null)).getStatus())
        .isEqualTo(ProfileStatus.QUEUING);
    assertThat(folded.after(released(5, FIRST_ATTEMPT, 1)).getStatus())
        .isEqualTo(ProfileStatus.QUEUING);
    assertThat(folded.after(started(6, FIRST_ATTEMPT)).getStatus())
        .isEqualTo(ProfileStatus.IN_PROGRESS);
    Profile profile = folded.after(succeeded(9));

    assertThat(profile.getStatus()).isEqualTo(ProfileStatus.READY);
    assertThat(profile.getMessage()).isEmpty();
    assertThat(profile.getTag()).isEqualTo("max");
    assertThat(profile.getTrainingTier()).isEqualTo("fast");
    assertThat(profile.getCreatedAt()).isEqualTo(Jobs.BEGIN);
    assertThat(profile.getUpdatedAt()).isEqualTo(Jobs.at(9));
    assertThat(profile.getPicture().getMediaType()).isEqualTo("image/jpeg");
    assertThat(folded.changes).as("what did not change was not told").hasSize(5);
  }

  @Test
  void aRetryQueuesAgain() {
    var folded = new Folded();
    folded.after(SUBMIT);
    folded.after(released(5, FIRST_ATTEMPT, 1));
    folded.after(started(6, FIRST_ATTEMPT));
    folded.after(Jobs.event(JOB, 7, Jobs.attemptFailed(FIRST_ATTEMPT)));

    assertThat(
            folded
                .after(Jobs.event(JOB, 8, new RetryScheduled(2, Jobs.at(9), Jobs.failure(), null)))
                .getStatus())
        .isEqualTo(ProfileStatus.QUEUING);
  }

  @Test
  void anEndWithoutSuccessIsAnErrorThatSaysWhy() {
    var failed = new Folded();
    failed.after(SUBMIT);
    assertThat(failed.after(Jobs.failed(JOB, 3)))
        .satisfies(
            profile -> {
              assertThat(profile.getStatus()).isEqualTo(ProfileStatus.ERROR);
              assertThat(profile.getMessage()).isEqualTo(Jobs.failure().getDetail());
            });
    var cancelled = new Folded();
    cancelled.after(SUBMIT);
    assertThat(cancelled.after(Jobs.event(JOB, 3, new Cancelled("You asked to."))).getMessage())
        .isEqualTo("You asked to.");
  }

  @Test
  void otherJobsMakeNoProfiles() {
    var folded = new Folded();
    folded.take(Jobs.submit(JOB, null));
    Jobs.successfulEvents(JOB).forEach(folded::take);

    assertThat(folded.changes).isEmpty();
  }

  @Test
  void aDeletedProfileIsGoneWhateverComesLater() {
    var folded = new Folded();
    folded.after(SUBMIT);
    folded.take(Jobs.deletion(JOB, 3));
    assertThat(folded.changes.getLast()).isEmpty();

    int told = folded.changes.size();
    folded.take(Jobs.deletion(JOB, 4));
    folded.take(started(6, FIRST_ATTEMPT));
    folded.take(succeeded(9));
    assertThat(folded.changes).hasSize(told);
    assertThat(folded.job.orElseThrow().getProfileDeletedAt()).isEqualTo(Jobs.at(3));
  }

  @Test
  void nobodyDeletesTheProfileOfAnother() {
    var folded = new Folded();
    folded.after(SUBMIT);
    folded.take(new ProfileDeletion(JOB, "other", Jobs.at(3), "request"));

    assertThat(folded.job.flatMap(ProfileProjection::of)).isPresent();
  }

  @Test
  void aUsableProfileIsNeverIdle() {
    var folded = new Folded();
    folded.after(SUBMIT);
    assertThat(JobEnds.idleSince(folded.job.orElseThrow())).contains(Jobs.BEGIN);
    folded.after(succeeded(9));
    assertThat(JobEnds.idleSince(folded.job.orElseThrow())).isEmpty();
    folded.take(Jobs.deletion(JOB, 20));
    assertThat(JobEnds.idleSince(folded.job.orElseThrow())).contains(Jobs.at(20));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOrderOfTheTopicsDoesNotMatter(long seed) {
    List<Object> commands = List.of(SUBMIT, SUBMIT);
    List<Object> inputs =
        List.of(Jobs.inputsReady(JOB, 2, Jobs.failure()), Jobs.inputsReady(JOB, 4, null));
    List<JobEvent> events =
        List.of(
            QUEUED,
            released(5, FIRST_ATTEMPT, 1),
            started(6, FIRST_ATTEMPT),
            Jobs.event(JOB, 7, Jobs.attemptFailed(FIRST_ATTEMPT)),
            released(8, SECOND_ATTEMPT, 2),
            started(9, SECOND_ATTEMPT),
            succeeded(12));
    List<Object> deletions = seed % 2 == 0 ? List.of() : List.of(Jobs.deletion(JOB, 20));

    var inOrder = new Folded();
    List.of(commands, inputs, events, deletions).forEach(topic -> topic.forEach(inOrder::take));
    var merged = new Folded();
    Interleavings.random(seed, List.of(commands, inputs, events, deletions)).forEach(merged::take);

    assertThat(merged.job.flatMap(ProfileProjection::of))
        .as("seed %d", seed)
        .isEqualTo(inOrder.job.flatMap(ProfileProjection::of));
    assertThat(merged.lastTold())
        .as("seed %d: what was told last is what is", seed)
        .isEqualTo(merged.job.flatMap(ProfileProjection::of));
  }

  private static JobEvent released(int second, String attempt, int number) {
    return Jobs.event(JOB, second, new Released(attempt, number, "default"));
  }

  private static JobEvent started(int second, String attempt) {
    return Jobs.event(JOB, second, new Started(attempt, "worker-1", "run-1"));
  }

  private static JobEvent succeeded(int second) {
    return Jobs.event(
        JOB, second, new Succeeded(SECOND_ATTEMPT, 1, Jobs.outcome(JOB), 120_000L, null));
  }

  /** Records folded from nothing, with every change of the profile that was told. */
  private static final class Folded {
    Optional<JobSnapshot> job = Optional.empty();
    final List<Optional<Profile>> changes = new ArrayList<>();
    private long offset;

    Profile after(Object record) {
      take(record);
      assertThat(lastTold()).isEqualTo(job.flatMap(ProfileProjection::of));
      return lastTold().orElseThrow();
    }

    void take(Object record) {
      Step step = JobProjection.apply(job, Jobs.inTopic(record, offset++));
      job = step.snapshot();
      for (Effect effect : step.effects()) {
        if (effect instanceof Effect.ProfileChanged(_, Optional<Profile> now)) {
          changes.add(now);
        }
      }
    }

    Optional<Profile> lastTold() {
      return changes.isEmpty() ? Optional.empty() : changes.getLast();
    }
  }
}
