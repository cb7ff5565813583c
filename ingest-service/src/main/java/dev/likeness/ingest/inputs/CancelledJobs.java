package dev.likeness.ingest.inputs;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicReader;
import dev.likeness.schema.v1.CancelAttempt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Jobs that ended while their photos were still to be fetched, as the scheduler says on {@link
 * Topics#JOB_CONTROL}: where no attempt is named there, the job has ended before its first one.
 * Heard from a day before the start of this instance on, longer than a fetch can wait; where a
 * job's deadline is later, photos may be fetched that nobody needs, which does no harm. Thread
 * safe.
 */
final class CancelledJobs {
  /** More than can be waiting in the topic of photos to be fetched for long. */
  private static final int MAX_REMEMBERED = 100_000;

  /** Before the start; longer than the usual deadlines, in which every fetch ends. */
  private static final Duration BACK = Duration.ofDays(1);

  private final Set<String> jobs =
      Collections.synchronizedSet(Collections.newSetFromMap(new Newest<>()));
  private final TopicReader<CancelAttempt> reader;
  private final Consumer<String> listener;

  /**
   * @param listener gets the id of each job, once it is contained here
   */
  CancelledJobs(KafkaClients kafka, InstantSource clock, Consumer<String> listener) {
    this.listener = listener;
    this.reader =
        new TopicReader<>(
            kafka,
            Topics.JOB_CONTROL,
            new TopicReader.From.Time(clock.instant().minus(BACK)),
            (_, value) -> value.ifPresent(this::hear));
  }

  /** Returns once it has heard what was said, or after ten seconds; then it goes on trying. */
  void start() throws InterruptedException {
    reader.start();
  }

  void stop() throws InterruptedException {
    reader.stop();
  }

  /** Healthy while it hears. */
  HealthCheck healthCheck() {
    return reader.healthCheck();
  }

  boolean contains(String jobId) {
    return jobs.contains(jobId);
  }

  private void hear(CancelAttempt cancel) {
    if (cancel.getAttemptId().isEmpty() && jobs.add(cancel.getJobId())) {
      listener.accept(cancel.getJobId());
    }
  }

  private static final class Newest<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}
