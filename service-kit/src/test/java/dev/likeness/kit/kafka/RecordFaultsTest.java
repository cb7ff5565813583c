package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.kit.testing.TopologyDrivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NullUnmarked // fields are set before each test
class RecordFaultsTest {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final MetricRegistry registry = new MetricRegistry();
  private final ManualClock clock = new ManualClock();
  private final RecordFaults faults = new RecordFaults("test", registry, clock);
  private final List<String> skipped = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private @Nullable Throwable thrown;
  private @Nullable Throwable thrownByTheClock;
  private boolean writesFirst;
  @TempDir private Path state;
  private TopologyTestDriver driver;
  private TestInputTopic<String, String> input;

  @BeforeEach
  void start() {
    var topology =
        new Topology()
            .addSource("in", new StringDeserializer(), new StringDeserializer(), "in")
            .addProcessor("probe", () -> faults.guard(new Probe()), "in")
            .addStateStore(
                Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("written"), Serdes.String(), Serdes.String()),
                "probe");
    var config = new Properties();
    config.put("application.id", "record-faults");
    config.put("bootstrap.servers", "none:1");
    config.put("state.dir", state.toString());
    driver = new TopologyTestDriver(topology, config);
    input = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @ParameterizedTest
  @MethodSource("faultsOfARecord")
  void whatDecidingAboutARecordThrowsSkipsThatRecordAlone(Throwable fault) {
    thrown = fault;
    input.pipeInput("job 1", "poison");
    thrown = null;
    input.pipeInput("job 2", "good");

    assertThat(skipped).containsExactly("poison");
    assertThat(done).containsExactly("good");
    assertThat(registry.meter("streams.test.skipped").getCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("troublesOfTheInfrastructure")
  void whatTheInfrastructureThrowsSkipsNothing(Throwable trouble) {
    thrown = trouble;

    assertThatThrownBy(() -> input.pipeInput("job 1", "good")).isNotNull();

    assertThat(skipped).isEmpty();
    assertThat(registry.meter("streams.test.skipped").getCount()).isZero();
  }

  @Test
  void whatIsThrownAfterSomethingWasWrittenEndsTheThread() {
    writesFirst = true;
    thrown = new NullPointerException("half done");

    assertThatThrownBy(() -> input.pipeInput("job 1", "poison")).hasRootCauseMessage("half done");

    assertThat(skipped).isEmpty();
    assertThat(registry.meter("streams.test.skipped").getCount()).isZero();
  }

  @Test
  void whatIsThrownByTheClockHoldsUpNoRecord() {
    thrownByTheClock = new IllegalStateException("due, but not possible");

    driver.advanceWallClockTime(EVERY);
    input.pipeInput("job 1", "good");

    assertThat(done).containsExactly("good");
    assertThat(registry.meter("streams.test.skipped").getCount()).isEqualTo(1);
  }

  @Test
  void onePartThatThrowsStopsNoOther() {
    input.pipeInput("several", "first,poison,last");

    assertThat(done).containsExactly("first", "last", "first,poison,last");
    assertThat(registry.meter("streams.test.skipped").getCount()).isEqualTo(1);
  }

  @Test
  void healthTellsOfASkippedRecordForAMinute() {
    assertThat(faults.healthCheck().execute().isHealthy()).isTrue();
    thrown = new ClassCastException("not what was expected");
    input.pipeInput("job 1", "poison");

    var told = faults.healthCheck().execute();
    assertThat(told.isHealthy()).isFalse();
    assertThat(told.getMessage()).contains("in-0 at offset 0");
    clock.advance(Duration.ofSeconds(61));
    assertThat(faults.healthCheck().execute().isHealthy()).isTrue();
  }

  static Stream<Throwable> faultsOfARecord() {
    return Stream.of(
        new IllegalStateException("no such state"),
        new NullPointerException("nothing there"),
        new ClassCastException("something else"),
        new ArithmeticException("too much"),
        new SerializationException("a stored value that cannot be read"),
        new StreamsException("wrapped", new IllegalArgumentException("no such thing")),
        new StackOverflowError());
  }

  static Stream<Throwable> troublesOfTheInfrastructure() {
    return Stream.of(
        new ProcessorStateException("the disk is full"),
        new TaskMigratedException("another has it", new IllegalStateException()),
        new TaskCorruptedException(Set.of()),
        new TimeoutException("no broker"),
        new StreamsException("wrapped", new TimeoutException("no broker")),
        new UncheckedIOException(new IOException("no disk")),
        new OutOfMemoryError("a test's"),
        new NoClassDefFoundError("a jar is missing"));
  }

  private final class Probe implements RecordProcessor<String, String, Void, Void> {
    private KeyValueStore<String, String> written;
    private Steps steps;

    @Override
    public void init(ProcessorContext<Void, Void> context, Steps steps) {
      this.steps = steps;
      written = context.getStateStore("written");
      var _ =
          context.schedule(
              EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> throwIfWanted(thrownByTheClock));
    }

    @Override
    public void process(Record<String, String> record) {
      if (writesFirst) {
        written.put(record.key(), record.value());
      }
      throwIfWanted(thrown);
      if (record.key().equals("several")) {
        for (String part : record.value().split(",")) {
          var _ = steps.run(part, () -> take(part));
        }
      }
      done.add(record.value());
    }

    private void take(String part) {
      if (part.equals("poison")) {
        throw new IllegalArgumentException("poison");
      }
      written.put(part, part);
      done.add(part);
    }

    @Override
    public void skipped(Record<String, String> record) {
      skipped.add(record.value());
    }

    private void throwIfWanted(@Nullable Throwable wanted) {
      switch (wanted) {
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        case null, default -> {}
      }
    }
  }
}
