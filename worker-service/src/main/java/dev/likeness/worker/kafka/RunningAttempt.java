package dev.likeness.worker.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt while it runs on the run thread of its slot: its cancellation, its deadline, and the
 * progress it tells of. Made and watched by the slot's own thread.
 */
final class RunningAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAttempt.class);

  /** An attempt that is over sooner tells of no progress: each record is read by many. */
  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);

  private final JobAttempt attempt;
  private final String runId;
  private final WorkerEvents events;
  private final InstantSource time;
  private final Cancellation cancellation;
  private volatile Instant lastTold;
  private final Future<AttemptResult> run;

  /**
   * Announces the attempt and runs it, both on {@code runs}.
   *
   * @param cancellation of the run; requested here too, at the deadline
   */
  RunningAttempt(
      JobAttempt attempt,
      String runId,
      AttemptRunner runner,
      WorkerEvents events,
      InstantSource time,
      ExecutorService runs,
      Cancellation cancellation) {
    this.attempt = attempt;
    this.runId = runId;
    this.events = events;
    this.time = time;
    this.cancellation = cancellation;
    this.lastTold = time.instant();
    this.run =
        runs.submit(
            () -> {
              events.started(attempt, runId);
              return runner.run(attempt, runId, this::reached, cancellation);
            });
  }

  /**
   * Whether the run has ended within {@code limit}. Stops it once the deadline of the attempt has
   * passed; the lease is to be held on until it has ended and can be reported.
   */
  boolean awaitDone(Duration limit) throws InterruptedException {
    Duration left = Duration.between(time.instant(), attempt.getDeadline());
    if (left.isPositive()) {
      return isDone(run, left.compareTo(limit) < 0 ? left : limit);
    }
    cancellation.request();
    return isDone(run, limit);
  }

  /**
   * How the run ended; only after {@link #awaitDone} has said so. An error of the machine counts as
   * a failure of the attempt: a job that breaks a worker must not go round all of them unreported.
   */
  AttemptResult result() {
    if (run.state() == Future.State.SUCCESS) {
      return run.resultNow();
    }
    LOG.atError()
        .addKeyValue("jobId", attempt.getJobId())
        .setCause(run.exceptionNow())
        .log("a run ended in an error");
    return new Failed(FailureCode.INTERNAL, "The worker failed on this job.");
  }

  /** Stops the run as soon as it looks, and what it tells at once. */
  void cancel() {
    cancellation.request();
  }

  private void reached(Stage stage, double fraction) {
    Instant now = time.instant();
    if (!now.isBefore(lastTold.plus(BETWEEN_PROGRESS)) && !cancellation.isRequested()) {
      lastTold = now;
      events.progressed(attempt, runId, stage, fraction);
    }
  }

  /** Whether a task has ended, in whatever way, within {@code limit}. */
  static boolean isDone(Future<?> task, Duration limit) throws InterruptedException {
    try {
      task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
