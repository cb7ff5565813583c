package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * Ends jobs that did not deliver.
 *
 * @param rememberFor how long a job is known after its end
 */
record Endings(Duration rememberFor) {

  /**
   * Releases the reserved price and announces {@code event}; an attempt that is out, or the
   * fetching of photos, is stopped.
   *
   * @param event one of the terminal types of the union in {@code JobEvent}
   */
  Decision uncharged(JobState.Live live, Ending ending, Object event, Instant now) {
    var records = new JobRecords(live.job(), now);
    var effects = new ArrayList<Effect>();
    effects.add(records.refund());
    effects.add(records.announce(event));
    if (live instanceof JobState.Out out) {
      effects.add(records.stop(out.attempt(), "The job has ended: " + ending + "."));
    } else if (live instanceof JobState.AwaitingInputs && ending != Ending.FAILED) {
      effects.add(records.stopFetching("The job has ended: " + ending + "."));
    }
    return new Decision(live.end(ending, now.plus(rememberFor)), effects);
  }

  /**
   * A submission that never becomes a job: nothing is reserved, and nothing refunded.
   *
   * @param submission a {@code Submit}
   */
  Decision refused(JobCommand submission, Failed event, Instant now) {
    var job = new JobId(submission.getJobId());
    String fingerprint = ((Submit) submission.getCommand()).getFingerprint();
    var end =
        new JobState.Ended(
            job,
            submission.getAccount(),
            fingerprint,
            submission.getAt(),
            Ending.FAILED,
            now.plus(rememberFor));
    return Decision.to(
        end,
        new Effect.Announce(
            JobEvent.newBuilder()
                .setJobId(job.value())
                .setAccount(submission.getAccount())
                .setAt(now)
                .setEvent(event)
                .build()));
  }
}
