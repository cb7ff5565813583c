package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends jobs that did not deliver.
 *
 * @param rememberFor how long a job is known after its end
 */
record Endings(Duration rememberFor) {
  private static final Failure FAULT_OF_OURS =
      new Failure(FailureCode.INTERNAL.name(), "The job was ended by a fault of this service.");

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
    } else if (live instanceof JobState.AwaitingInputs waiting
        && waiting.is(Fetch.Stage.ASKED)
        && ending != Ending.FAILED) {
      effects.add(records.stopFetching("The job has ended: " + ending + "."));
    }
    return new Decision(live.end(ending, now.plus(rememberFor)), effects);
  }

  /**
   * What becomes of a job when deciding about it throws: one that is live ends in an error of ours,
   * and costs nothing.
   *
   * @param asked the command that could not be decided about, if it was one: the first submission
   *     of a job is answered with a failure, as nothing else would end what its sender waits for
   */
  Decision undecidable(@Nullable JobState state, Optional<JobCommand> asked, Instant now) {
    return switch (state) {
      case JobState.Live live
          when asked.filter(command -> !command.getAccount().equals(live.account())).isPresent() ->
          Decision.to(live);
      case JobState.Live live ->
          uncharged(live, Ending.FAILED, new Failed(FAULT_OF_OURS, live.attempts(), null), now);
      case JobState.DeadLettered dead -> Decision.to(now.isBefore(dead.forgetAt()) ? dead : null);
      case JobState.Ended ended -> Decision.to(now.isBefore(ended.forgetAt()) ? ended : null);
      case null ->
          asked
              .filter(command -> command.getCommand() instanceof Submit)
              .map(command -> refused(command, new Failed(FAULT_OF_OURS, 0, null), now))
              .orElse(Decision.to(null));
    };
  }

  /**
   * A submission that never becomes a job: nothing is reserved, and nothing refunded.
   *
   * @param submission a {@code Submit}
   */
  private Decision refused(JobCommand submission, Failed event, Instant now) {
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
