package dev.likeness.kit.kafka;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.lifecycle.Managed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
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
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final KafkaStreams streams;

  public StreamsRuntime(Topology topology, Properties config) {
    this.name = config.getProperty("application.id");
    createDirectory(Path.of(config.getProperty("state.dir")));
    this.streams = new KafkaStreams(topology, config);
    streams.setUncaughtExceptionHandler(
        thrown -> {
          LOG.atError()
              .addKeyValue("application", name)
              .setCause(thrown)
              .log("stream thread died, starting another");
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

  @Override
  public void start() {
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

  /** Healthy while it runs or moves partitions. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        var state = streams.state();
        return state.isRunningOrRebalancing()
            ? Result.healthy(state.name())
            : Result.unhealthy(name + " is " + state);
      }
    };
  }
}
