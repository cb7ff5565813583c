package dev.likeness.worker.kafka;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the attempts of one slot, each under its lease. For the slot's thread, which waits
 * and renews; runs and reports are on the run thread, because both may take longer than a lease
 * lasts.
 *
 * <ul>
 *   <li>An attempt that was cancelled is accepted without a report: nobody waits for it.
 *   <li>A lease that cannot be renewed stops the run and reports nothing: the record is delivered
 *       again.
 *   <li>The report is stored before the record is accepted; a crash between the two runs the
 *       attempt twice, and the scheduler takes the first report.
 *   <li>A report that cannot be stored is tried again under the lease, because the outcome has cost
 *       more than the wait. If that does not help, the record is not accepted.
 * </ul>
 */
final class LeasedAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedAttempts.class);
  private static final Duration BEFORE_REPORTING_AGAIN = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final Shared shared;
  private final ExecutorService runs;

  /**
   * What all slots of a worker share.
   *
   * @param inHand knows what is cancelled
   * @param runIds makes a new random id for each run
   */
  record Shared(
      AttemptRunner runner,
      AttemptsInHand inHand,
      WorkerEvents events,
      WorkMetrics metrics,
      Supplier<String> runIds,
      InstantSource time) {}

  /**
   * @param runs the slot's run thread, which does one thing after another
   */
  LeasedAttempts(LeaseSettings settings, Shared shared, ExecutorService runs) {
    this.settings = settings;
    this.shared = shared;
    this.runs = runs;
  }

  /**
   * Returns once the outcome of the attempt is reported, or it was cancelled; the lease was held
   * until then.
   *
   * @throws LeaseLost if it was not
   * @throws KafkaException if the outcome could not be reported
   */
  void carryOut(JobAttempt attempt, Lease lease) throws LeaseLost, InterruptedException {
    var cancellation = new Cancellation(attempt.getDeadline());
    shared.metrics().leased();
    if (!shared.inHand().begin(attempt.getAttemptId(), cancellation)) {
      shared.metrics().cancelled();
      return;
    }
    try {
      carryOut(attempt, lease, cancellation);
    } finally {
      shared.inHand().end(attempt.getAttemptId());
    }
  }

  private void carryOut(JobAttempt attempt, Lease lease, Cancellation cancellation)
      throws LeaseLost, InterruptedException {
    String runId = shared.runIds().get();
    WorkerEvents events = shared.events();
    WorkMetrics metrics = shared.metrics();
    long begin = System.nanoTime();
    var running =
        new RunningAttempt(
            attempt, runId, shared.runner(), events, shared.time(), runs, cancellation);
    boolean ended = false;
    try {
      while (!running.awaitDone(settings.renewEvery())) {
        lease.renew();
      }
      switch (running.result()) {
        case Delivered(var outcome) -> {
          report(() -> events.succeeded(attempt, runId, outcome), lease);
          metrics.delivered(since(begin));
        }
        case Failed(var code, var detail) -> {
          report(() -> events.failed(attempt, code, detail), lease);
          metrics.failed(code, since(begin));
        }
        case Abandoned _ -> {
          if (!shared.inHand().isCancelled(attempt.getAttemptId())) {
            throw new LeaseLost("the run was stopped");
          }
          metrics.cancelled();
        }
      }
      ended = true;
    } finally {
      if (!ended) {
        running.cancel();
        metrics.abandoned();
        LOG.atWarn().addKeyValue("jobId", attempt.getJobId()).log("attempt abandoned");
      }
    }
  }

  /** Waits for a run that was stopped: it may still use the device, and a slot never has two. */
  void awaitEnd() throws InterruptedException {
    try {
      runs.submit(() -> {}).get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an empty task failed", impossible);
    }
  }

  private void report(Callable<?> report, Lease lease) throws LeaseLost, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      Future<?> stored = runs.submit(report);
      while (!RunningAttempt.isDone(stored, settings.renewEvery())) {
        lease.renew();
      }
      if (stored.state() == Future.State.SUCCESS) {
        return;
      }
      if (since(begin).compareTo(settings.reportLimit()) > 0) {
        throw new KafkaException("the report was not stored", stored.exceptionNow());
      }
      LOG.atWarn().setCause(stored.exceptionNow()).log("reporting again");
      Thread.sleep(BEFORE_REPORTING_AGAIN);
      lease.renew();
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
