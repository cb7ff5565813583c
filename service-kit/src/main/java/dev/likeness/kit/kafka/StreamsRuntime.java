package dev.likeness.kit.kafka;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.lifecycle.Managed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Life of a Streams application inside a service: starts it, replaces a thread that dies, stops it
 * within a limit. Owns the {@link KafkaStreams} and its threads.
 */
public final class StreamsRuntime implements Managed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);
  private static final Duration STEADY_AFTER = Duration.ofMinutes(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Longer than a dead member is missed and its tasks are given to another. */
  private static final Duration MAX_TIME_WITHOUT_TASKS = Duration.ofSeconds(30);

  private final String name;
  private final KafkaClients kafka;
  private final GroupSettings group;
  private final KafkaStreams streams;
  private volatile long stateSince = System.nanoTime();
  private volatile long lastDeath;
  private volatile boolean died;

  public StreamsRuntime(Topology topology, KafkaClients kafka, StreamsSettings settings) {
    this.name = settings.applicationId();
    this.kafka = kafka;
    this.group = GroupSettings.ofStreams(name, settings.standbys());
    createDirectory(settings.stateDirectory());
    this.streams = new KafkaStreams(topology, kafka.streams(settings));
    streams.setStateListener((_, _) -> stateSince = System.nanoTime());
    streams.setUncaughtExceptionHandler(
        thrown -> {
          LOG.atError()
              .addKeyValue("application", name)
              .setCause(thrown)
              .log("stream thread died, starting another");
          lastDeath = System.nanoTime();
          died = true;
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
  }

  /** Kafka Streams creates it too, but fails where two applications do so at the same moment. */
  private static void createDirectory(Path state) {
    try {
      Files.createDirectories(state);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the state directory " + state, e);
    }
  }

  /** For interactive queries; state and threads stay with this object. */
  public KafkaStreams streams() {
    return streams;
  }

  /**
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer within 30 s
   */
  @Override
  public void start() throws InterruptedException {
    kafka.put(group);
    streams.start();
  }

  /**
   * Leaves the group at once, so that another instance, or the next start, need not wait for the
   * session to run out.
   */
  @Override
  public void stop() {
    var leaving =
        CloseOptions.timeout(STOP_LIMIT)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leaving)) {
      LOG.atWarn().addKeyValue("application", name).log("stream threads did not stop in time");
    }
  }

  @Override
  public void close() {
    stop();
  }

  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /**
   * Healthy while it runs, and for half a minute while it waits for its tasks or restores them;
   * unhealthy for a minute after a thread of it has died.
   */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        var state = streams.state();
        if (died && System.nanoTime() - lastDeath < STEADY_AFTER.toNanos()) {
          return Result.unhealthy("a thread of %s died and was replaced, see the log", name);
        }
        var since = Duration.ofNanos(System.nanoTime() - stateSince);
        boolean waitsTooLong =
            state == KafkaStreams.State.REBALANCING && since.compareTo(MAX_TIME_WITHOUT_TASKS) > 0;
        return state.isRunningOrRebalancing() && !waitsTooLong
            ? Result.healthy(state.name())
            : Result.unhealthy(name + " is " + state + " since " + since.toSeconds() + " s");
      }
    };
  }
}
