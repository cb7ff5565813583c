package dev.likeness.callback.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobStatus;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every {@link JobStates} does, in memory and on a broker. */
public interface JobStatesContract {
  JobStates states();

  /** Returns when the command is acknowledged, whether or not the states have taken it in. */
  void publish(JobCommand command);

  void publish(JobEvent event);

  @Test
  default void knowsAJobAsSoonAsItsCommandIsAcknowledged() {
    for (int i = 0; i < 20; i++) {
      String jobId = Jobs.freshId();
      publish(Jobs.submit(jobId, null));

      assertThat(states().find(Jobs.ACCOUNT, new JobId(jobId))).isInstanceOf(Lookup.Found.class);
    }
  }

  @Test
  default void doesNotKnowAJobThatNobodySubmitted() {
    assertThat(states().find(Jobs.ACCOUNT, new JobId(Jobs.freshId())))
        .isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  default void doesNotKnowAnotherAccountsJob() {
    String jobId = Jobs.freshId();
    publish(Jobs.submit(jobId, null));

    assertThat(states().find("other", new JobId(jobId))).isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  default void showsWhatTheEventsSay() {
    String jobId = Jobs.freshId();
    publish(Jobs.submit(jobId, null));
    Jobs.successfulEvents(jobId).forEach(this::publish);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(states().find(Jobs.ACCOUNT, new JobId(jobId)))
                    .isInstanceOfSatisfying(
                        Lookup.Found.class,
                        found ->
                            assertThat(found.job().getStatus()).isEqualTo(JobStatus.SUCCEEDED)));
  }

  @Test
  default void doesNotShowAJobOfWhichOnlyEventsAreKnown() {
    String jobId = Jobs.freshId();
    Jobs.successfulEvents(jobId).forEach(this::publish);

    assertThat(states().find(Jobs.ACCOUNT, new JobId(jobId))).isInstanceOf(Lookup.Unknown.class);
  }
}
