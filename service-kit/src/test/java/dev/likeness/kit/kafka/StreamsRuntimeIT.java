package dev.likeness.kit.kafka;

import static java.lang.Integer.parseInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(90)
class StreamsRuntimeIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /**
   * Less than the session's timeout: within it the broker would miss a member that did not leave.
   */
  private static final Duration WITHIN_THE_SESSION = Duration.ofSeconds(5);

  private final KafkaEndpoint kafka;
  private final KafkaClients clients;
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean dies = new AtomicBoolean();
  private final String application = TestTopics.uniqueName("kit-streams");
  private String topic = "";

  @TempDir private Path state;

  StreamsRuntimeIT(KafkaEndpoint kafka) {
    this.kafka = kafka;
    this.clients = TestClients.of(kafka);
  }

  @BeforeEach
  void create() throws InterruptedException {
    topic = TestTopics.create(kafka, "kit-streams", 1);
  }

  @Test
  void replacesAThreadThatDiesAndLosesNothing() throws Exception {
    try (var runtime = runtime("one")) {
      assertThat(runtime.isRunning()).isFalse();
      assertThat(runtime.healthCheck().execute().isHealthy()).isFalse();
      runtime.start();
      send("before");
      await().atMost(SOON).untilAsserted(() -> assertThat(seen).containsExactly("before"));
      assertThat(runtime.healthCheck().execute().isHealthy()).isTrue();

      dies.set(true);
      send("deadly once");

      await().atMost(SOON).untilAsserted(() -> assertThat(seen).contains("deadly once"));
      await().atMost(SOON).until(runtime::isRunning);
      assertThat(dies).isFalse();
      assertThat(List.copyOf(seen)).endsWith("deadly once");
    }
  }

  /** And what it wrote before it threw is taken back each time. */
  @Test
  void aRecordThatIsHalfDoneEndsTwoThreadsAndIsThenSkipped() throws Exception {
    var faults = new RecordFaults(application, new MetricRegistry(), InstantSource.system());
    try (var runtime = runtime("one", countingTopology(faults))) {
      runtime.start();
      send("good");
      send("half done");
      send("good");

      await()
          .dontCatchUncaughtExceptions() // the threads that end throw
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(seen).containsSubsequence("half done", "half done", "good"));

      assertThat(seen).filteredOn("half done"::equals).hasSize(RecordFaults.MAX_DEATHS);
      assertThat(new LocalStore<String>(runtime.streams(), "counts").read("key", 0))
          .isEqualTo(new LocalStore.Reading.Value<>("2"));
      assertThat(faults.healthCheck().execute().isHealthy()).isFalse();
    }
  }

  @Test
  void makesRoomForItsSuccessorWhenItStops() throws Exception {
    var first = runtime("one");
    first.start();
    await().atMost(SOON).until(first::isRunning);

    first.stop();
    first.stop(); // again changes nothing

    assertThat(first.healthCheck().execute().isHealthy()).isFalse();
    try (var second = runtime("two")) {
      second.start();
      send("for the second");
      await()
          .atMost(WITHIN_THE_SESSION)
          .untilAsserted(() -> assertThat(seen).containsExactly("for the second"));
      assertThat(second.isRunning()).isTrue();
    }
  }

  @Test
  void manyMayBeMadeAtOnceInOneNewStateDirectory() throws Exception {
    List<Callable<StreamsRuntime>> made = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      made.add(
          () ->
              new StreamsRuntime(
                  topology(),
                  clients,
                  new StreamsSettings(
                      TestTopics.uniqueName("kit-streams"),
                      state.resolve("shared").resolve("by all"),
                      "127.0.0.1:1",
                      0)));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var runtime : threads.invokeAll(made)) {
        runtime.get().close();
      }
    }

    assertThat(state.resolve("shared").resolve("by all")).isDirectory();
  }

  private StreamsRuntime runtime(String instance) {
    return runtime(instance, topology());
  }

  private StreamsRuntime runtime(String instance, Topology topology) {
    return new StreamsRuntime(
        topology,
        clients,
        new StreamsSettings(application, state.resolve(instance), "127.0.0.1:1", 0));
  }

  private Topology topology() {
    var builder = new StreamsBuilder();
    builder.stream(topic, Consumed.with(Serdes.String(), Serdes.String()))
        .foreach(
            (key, value) -> {
              if (dies.getAndSet(false)) {
                throw new IllegalStateException("a test wants this thread to die");
              }
              seen.add(value);
            });
    return builder.build();
  }

  private Topology countingTopology(RecordFaults faults) {
    return new Topology()
        .addSource("in", new StringDeserializer(), new StringDeserializer(), topic)
        .addProcessor("count", () -> faults.guard(new Count()), "in")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("counts"), Serdes.String(), Serdes.String()),
            "count");
  }

  /** Counts the records of each key, and throws when it has counted some. */
  private final class Count implements RecordProcessor<String, String, Void, Void> {
    private @Nullable KeyValueStore<String, String> counts;

    @Override
    public void init(ProcessorContext<Void, Void> context, Steps steps) {
      counts = context.getStateStore("counts");
    }

    @Override
    public void process(Record<String, String> record) {
      var counts = Objects.requireNonNull(this.counts);
      String before = counts.get(record.key());
      counts.put(record.key(), Integer.toString(before == null ? 1 : 1 + parseInt(before)));
      seen.add(record.value());
      if (record.value().equals("half done")) {
        throw new IllegalStateException("half done");
      }
    }
  }

  private void send(String value) throws Exception {
    try (var producer = clients.rawProducer("test")) {
      producer
          .send(new ProducerRecord<>(topic, "key", value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}
