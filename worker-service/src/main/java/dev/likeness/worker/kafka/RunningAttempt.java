package dev.likeness.worker.kafka;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt while it runs: the run on a thread of its own, its cancellation, and the signs of
 * life it gives. Made and used by the thread of one slot.
 */
final class RunningAttempt {
  private static final long BETWEEN_SIGNS_NANOS = Duration.ofMillis(250).toNanos();

  private record Standing(Stage stage, double fraction) {}

  private final JobAttempt attempt;
  private final String runId;
  private final WorkerEvents events;
  private final Cancellation cancellation = new Cancellation();
  private volatile Standing standing = new Standing(Stage.FETCH, 0);
  private volatile long lastSign = System.nanoTime();
  private final Future<AttemptResult> run;

  RunningAttempt(
      JobAttempt attempt,
      String runId,
      AttemptRunner runner,
      WorkerEvents events,
      ExecutorService threads) {
    this.attempt = attempt;
    this.runId = runId;
    this.events = events;
    events.started(attempt, runId);
    this.run = threads.submit(() -> runner.run(attempt, runId, this::reached, cancellation));
  }

  JobAttempt attempt() {
    return attempt;
  }

  String runId() {
    return runId;
  }

  /** Whether the run has ended within {@code limit}. */
  boolean awaitDone(Duration limit) throws InterruptedException {
    try {
      run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** How the run ended; only after {@link #awaitDone} has said so. */
  AttemptResult result() throws ExecutionException {
    return switch (run.state()) {
      case SUCCESS -> run.resultNow();
      case FAILED -> throw new ExecutionException(run.exceptionNow());
      case CANCELLED, RUNNING -> new AttemptResult.Abandoned();
    };
  }

  /**
   * Stops the run as soon as it looks, and waits for that within {@code limit}: native code must
   * not outlive its lease.
   */
  void cancel(Duration limit) throws InterruptedException {
    cancellation.request();
    awaitDone(limit);
  }

  /** Tells the world that the attempt is alive, with every renewal of the lease. */
  void giveSignOfLife() {
    Standing now = standing;
    lastSign = System.nanoTime();
    events.progressed(attempt, runId, now.stage(), now.fraction());
  }

  private void reached(Stage stage, double fraction) {
    Standing before = standing;
    standing = new Standing(stage, fraction);
    boolean entersStage = before.stage() != stage;
    if (entersStage || System.nanoTime() - lastSign > BETWEEN_SIGNS_NANOS) {
      giveSignOfLife();
    }
  }
}
