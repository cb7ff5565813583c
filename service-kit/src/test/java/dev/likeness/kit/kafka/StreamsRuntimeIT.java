package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
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
    return new StreamsRuntime(
        topology(),
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

  private void send(String value) throws Exception {
    try (var producer = clients.rawProducer("test")) {
      producer
          .send(new ProducerRecord<>(topic, "key", value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}
