package dev.likeness.worker.smoke;

import dev.likeness.kit.blob.BlobStore;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A queue that is never empty, and slots that take from it, each as the worker's slots do: one
 * attempt after the other, from stored photo to stored result. Results are removed at once.
 */
final class QueueRun {
  private final AttemptRunner runner;
  private final SmokeJobs jobs;
  private final BlobStore blobs;
  private final int slots;

  QueueRun(AttemptRunner runner, SmokeJobs jobs, BlobStore blobs, int slots) {
    this.runner = runner;
    this.jobs = jobs;
    this.blobs = blobs;
    this.slots = slots;
  }

  /**
   * What the slots have done.
   *
   * @param images delivered
   * @param stageMillis of all images together, by stage; waiting for the device is in it
   */
  record Done(int images, Map<String, Long> stageMillis) {}

  /**
   * Keeps the slots at work; the last attempts end after the given time.
   *
   * @throws ModelException if an attempt does not deliver
   */
  Done run(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    var number = new AtomicInteger();
    var threads = Thread.ofPlatform().name("slot-", 0).daemon().factory();
    var parts = new ArrayList<Future<Done>>();
    try (var pool = Executors.newFixedThreadPool(slots, threads)) {
      for (int slot = 0; slot < slots; slot++) {
        parts.add(pool.submit(() -> slot(number, end)));
      }
      return sum(parts);
    }
  }

  private Done slot(AtomicInteger number, long end) {
    var stages = new TreeMap<String, Long>();
    int images = 0;
    while (System.nanoTime() - end < 0) {
      JobAttempt attempt = jobs.attempt(Operation.ENHANCE, number.getAndIncrement());
      switch (runner.run(attempt, "smoke", (_, _) -> {}, new Cancellation())) {
        case Delivered(var outcome) -> {
          images += outcome.getOutputs().size();
          outcome.getTimingsMs().forEach((stage, millis) -> stages.merge(stage, millis, Long::sum));
          for (OutputImage output : outcome.getOutputs()) {
            blobs.delete(output.getBlob().getKey());
          }
        }
        case Failed(var code, var detail) ->
            throw new ModelException(
                ModelException.Reason.RUN_FAILED, "a queued job failed: " + code + ": " + detail);
        case Abandoned _ -> throw new IllegalStateException("nobody stops these jobs");
      }
    }
    return new Done(images, stages);
  }

  private static Done sum(List<Future<Done>> parts) throws InterruptedException {
    var stages = new TreeMap<String, Long>();
    int images = 0;
    for (Future<Done> part : parts) {
      try {
        Done done = part.get();
        images += done.images;
        done.stageMillis.forEach((stage, millis) -> stages.merge(stage, millis, Long::sum));
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException("a slot ended", e.getCause());
      }
    }
    return new Done(images, stages);
  }
}
