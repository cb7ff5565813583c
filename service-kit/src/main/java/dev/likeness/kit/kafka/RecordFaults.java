package dev.likeness.kit.kafka;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.wire.RegistryUnavailableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.internals.FailedProcessingException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a record at which the processors of one Streams application throw from stopping it, and
 * tells of such records (infra/adr/0025). What the infrastructure throws skips nothing.
 *
 * <ul>
 *   <li>Thrown before anything was written: the record is skipped at once.
 *   <li>Thrown after: the stream thread ends, so that what is half done is not committed, and
 *       another takes the record again. At the third time it is skipped. (In a fold it is not
 *       committed either, but stays: {@link Processing#FOLDS}.)
 * </ul>
 *
 * The meter {@code streams.<application>.skipped} counts. Thread safe.
 */
public final class RecordFaults {
  /** So often a record may end a thread. Each time costs the restore of the thread's stores. */
  static final int MAX_DEATHS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(RecordFaults.class);
  private static final int MOST_REMEMBERED = 1_000;
  private static final Duration TOLD_FOR = Duration.ofMinutes(1);

  private final String application;
  private final Meter skipped;
  private final InstantSource clock;
  private final Map<String, Integer> deaths = Collections.synchronizedMap(new Newest());
  private volatile @Nullable Told told;

  private record Told(String what, Instant at) {}

  public RecordFaults(String application, MetricRegistry registry, InstantSource clock) {
    this.application = application;
    this.skipped = registry.meter("streams." + application + ".skipped");
    this.clock = clock;
  }

  /** {@code processor} for a topology. */
  public <KIn, VIn, KOut, VOut> Processor<KIn, VIn, KOut, VOut> guard(
      RecordProcessor<KIn, VIn, KOut, VOut> processor) {
    return new GuardedProcessor<>(processor, this);
  }

  /** Unhealthy for a minute after something was skipped. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        Told last = told;
        return last == null || last.at().plus(TOLD_FOR).isBefore(clock.instant())
            ? Result.healthy()
            : Result.unhealthy("%s", application + " skipped " + last.what() + ", see the log");
      }
    };
  }

  /**
   * Whether deciding about a record threw it, and not a store, a broker, the registry, the memory
   * or the installation.
   */
  static boolean isOfTheRecord(Throwable thrown) {
    return switch (thrown) {
      case RegistryUnavailableException _ -> false;
      case SerializationException _, RecordTooLargeException _ -> true;
      case StreamsException wrapper when isWrapper(wrapper) && wrapper.getCause() != null ->
          isOfTheRecord(wrapper.getCause());
      case KafkaException _, UncheckedIOException _ -> false;
      case StackOverflowError _, AssertionError _ -> true;
      case Error _ -> false;
      default -> true;
    };
  }

  /** Streams has subclasses for its own troubles, and these for those of others. */
  private static boolean isWrapper(StreamsException thrown) {
    return thrown.getClass() == StreamsException.class
        || thrown instanceof FailedProcessingException;
  }

  /** How often the record at {@code position} has ended a thread. */
  int deathsAt(Optional<RecordMetadata> position) {
    return deaths.isEmpty() ? 0 : deaths.getOrDefault(text(position), 0);
  }

  /** The record ends a thread. */
  void dies(Optional<RecordMetadata> position, String job, Throwable thrown) {
    int times = deaths.merge(text(position), 1, Integer::sum);
    LOG.atError()
        .addKeyValue("application", application)
        .addKeyValue("position", text(position))
        .addKeyValue("jobId", job)
        .addKeyValue("times", times)
        .setCause(thrown)
        .log("a record is half done: the thread ends, and what was written is taken back");
  }

  /** The record was processed after all. */
  void isDone(Optional<RecordMetadata> position) {
    if (!deaths.isEmpty()) {
      deaths.remove(text(position));
    }
  }

  /**
   * @param thrown null if it was told before
   */
  void skips(Optional<RecordMetadata> position, String job, @Nullable Throwable thrown) {
    skipped.mark();
    told = new Told(text(position), clock.instant());
    LOG.atError()
        .addKeyValue("application", application)
        .addKeyValue("topic", position.map(RecordMetadata::topic).orElse("none"))
        .addKeyValue("partition", position.map(RecordMetadata::partition).orElse(-1))
        .addKeyValue("offset", position.map(RecordMetadata::offset).orElse(-1L))
        .addKeyValue("jobId", job)
        .setCause(thrown)
        .log("what was to be done threw and is skipped");
  }

  private static String text(Optional<RecordMetadata> position) {
    return position
        .map(at -> "the record " + at.topic() + "-" + at.partition() + " at offset " + at.offset())
        .orElse("what was due by the clock");
  }

  private static final class Newest extends LinkedHashMap<String, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }
}
