package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {
  @TempDir Path directory;

  @Test
  void keepsItsRecordsOverARestart() throws Exception {
    LocalBrokerConfig config = LocalBrokerConfig.onFreePorts(directory);
    try (LocalBroker broker = LocalBroker.start(config)) {
      KafkaRoundTrip events = new KafkaRoundTrip(broker.bootstrapServers(), "events");
      events.createTopic();
      events.write("one", "two");
    }

    try (LocalBroker broker = LocalBroker.start(config)) {
      KafkaRoundTrip events = new KafkaRoundTrip(broker.bootstrapServers(), "events");

      assertThat(events.readAll()).containsExactly("one", "two");
    }
  }

  @Test
  void keepsItsRecordsWhenItComesBackOnOtherPorts() throws Exception {
    try (LocalBroker broker = LocalBroker.start(LocalBrokerConfig.onFreePorts(directory))) {
      KafkaRoundTrip events = new KafkaRoundTrip(broker.bootstrapServers(), "events");
      events.createTopic();
      events.write("one");
    }

    try (LocalBroker broker = LocalBroker.start(LocalBrokerConfig.onFreePorts(directory))) {
      KafkaRoundTrip events = new KafkaRoundTrip(broker.bootstrapServers(), "events");
      events.write("two");

      assertThat(events.readAll()).containsExactly("one", "two");
    }
  }

  @Test
  void leavesNoThreadBehindThatKeepsTheJvmAlive() {
    List<Thread> before = userThreads();

    LocalBroker.start(LocalBrokerConfig.onFreePorts(directory)).close();

    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(userThreads()).isSubsetOf(before));
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LocalBrokerConfig config =
          new LocalBrokerConfig(directory, taken.getLocalPort(), FreePorts.choose(1).get(0));

      assertThatThrownBy(() -> LocalBroker.start(config))
          .isInstanceOf(LocalKafkaException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  /** Left alone, Kafka ends the JVM here without a word: this test would not even fail. */
  @Test
  void saysThatAPortWasTakenWhileItStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int controller = taken.getLocalPort();
      int port = FreePorts.choose(1).get(0);
      var listeners =
          "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controller);
      LocalBrokerConfig found =
          new LocalBrokerConfig( // with listeners of its own, nothing looks at them before
              directory, port, controller, Map.of("listeners", listeners));

      assertThatThrownBy(() -> LocalBroker.start(found))
          .isInstanceOf(LocalKafkaException.class)
          .rootCause()
          .isInstanceOf(BindException.class);
    }
  }

  /** By what Kafka itself does when it cannot go on, on one of the broker's own threads. */
  @Test
  void tellsWhoeverHasItWhenItFailsLater() throws Exception {
    var failure = new CompletableFuture<String>();
    Thread ofTheBroker =
        BrokerFailures.toldTo(
            failure, () -> Thread.ofPlatform().unstarted(() -> Exit.halt(1, "the disk is full")));

    ofTheBroker.start();
    ofTheBroker.join();

    assertThat(failure).isCompletedWithValue("the broker failed: the disk is full");
  }

  private static List<Thread> userThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !thread.isDaemon())
        .toList();
  }
}
