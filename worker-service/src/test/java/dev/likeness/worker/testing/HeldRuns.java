package dev.likeness.worker.testing;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.StageClock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An operation whose runs of jobs with the prompt {@code hold} last until {@link #finish}, or until
 * they are cancelled; all others end at once. Thread safe.
 */
public final class HeldRuns implements OperationRunner {
  /** Prompt of a job to hold. */
  public static final String HOLD = "hold";

  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch finished = new CountDownLatch(1);

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    if (attempt.getSpec().getPrompt().equals(HOLD)) {
      hold(cancellation);
    }
    cancellation.check();
    return Attempts.made(new byte[] {1});
  }

  /** Lets all runs end, also those to come. */
  public void finish() {
    finished.countDown();
  }

  private void hold(Cancellation cancellation) {
    var ended = new CountDownLatch(1);
    var waiting = Thread.ofVirtual().start(() -> await(finished, ended));
    try (var _ = cancellation.onRequest(ended::countDown)) {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the run end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.interrupt();
    }
  }

  private static void await(CountDownLatch first, CountDownLatch then) {
    try {
      first.await();
      then.countDown();
    } catch (InterruptedException e) {
      // The run was cancelled: nobody waits any more.
    }
  }
}
