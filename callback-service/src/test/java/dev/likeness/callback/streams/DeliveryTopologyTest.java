package dev.likeness.callback.streams;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static dev.likeness.callback.testing.Jobs.JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.RecordingQueue;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.testing.TopologyDrivers;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CallbackOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On one thread: a driver gives its stores back only to the thread that made it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SAME_THREAD)
@NullUnmarked // fields are set before each test
class DeliveryTopologyTest {
  private static final byte[] BODY = "exactly this".getBytes(StandardCharsets.UTF_8);

  private final AvroSerdes serdes = new AvroSerdes("mock://delivery-topology");
  @TempDir private Path state;
  private final Map<Integer, Duration> oldestDue = new HashMap<>();
  private final DeliveryMetrics metrics =
      new DeliveryMetrics() {
        @Override
        public void oldestDue(int partition, Duration age) {
          oldestDue.put(partition, age);
        }
      };
  private RecordingQueue queue;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    start(Jobs.BEGIN);
    driver.advanceWallClockTime(DeliveryProcessor.READING_AGAIN);
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @Test
  void offersACallbackAtOnce() {
    announce("one", CALLBACK_URL);

    assertThat(queue.taken())
        .singleElement()
        .satisfies(
            delivery -> {
              assertThat(delivery.attemptNumber()).isEqualTo(1);
              assertThat(delivery.body()).isEqualTo(BODY);
              assertThat(delivery.endpoint())
                  .isEqualTo(new Endpoint(Jobs.ACCOUNT, "https://customer.example/hook"));
            });
  }

  @Test
  void offersItAgainWhenTheNextAttemptIsDue() {
    announce("one", CALLBACK_URL);
    tick();
    record(attempt("one", 1, CallbackOutcome.RETRY, Jobs.at(30)));

    driver.advanceWallClockTime(Duration.ofSeconds(27));
    assertThat(queue.taken()).hasSize(1);
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(queue.taken()).extracting(WebhookDelivery::attemptNumber).containsExactly(1, 2);
  }

  @Test
  void forgetsADayLaterWhatWasDeliveredOrGivenUp() {
    announce("one", CALLBACK_URL);
    announce("two", CALLBACK_URL);
    record(attempt("one", 1, CallbackOutcome.DELIVERED, null));
    record(attempt("two", 1, CallbackOutcome.GIVEN_UP, null));
    driver.advanceWallClockTime(Duration.ofHours(23));
    announce("one", CALLBACK_URL);
    announce("two", CALLBACK_URL);
    tick();

    assertThat(pending("one").getOver()).isTrue();
    assertThat(pending("one").getUrl()).isEmpty();
    assertThat(pending("one").getBody().remaining()).isZero();
    driver.advanceWallClockTime(Duration.ofHours(2));
    assertThat(queue.taken()).as("the first attempts").hasSize(2);
    assertThat(pending("one")).isNull();
    assertThat(pending("two")).isNull();
    try (var timers = driver.<String, String>getKeyValueStore(DeliveryTopology.DUE).all()) {
      assertThat(timers.hasNext()).isFalse();
    }
  }

  @Test
  void waitingForAPlaceUsesUpNoAttempt() {
    queue.setFull(true);
    announce("one", CALLBACK_URL);
    tick();
    tick();
    queue.setFull(false);
    tick();

    assertThat(queue.taken()).extracting(WebhookDelivery::attemptNumber).containsExactly(1);
  }

  @Test
  void tellsForHowLongTheOldestAttemptHasWaited() {
    queue.setFull(true);
    announce("one", CALLBACK_URL);
    driver.advanceWallClockTime(Duration.ofSeconds(3));
    assertThat(oldestDue)
        .containsExactly(Map.entry(0, DeliveryProcessor.READING_AGAIN.plus(Duration.ofSeconds(3))));

    record(attempt("one", 1, CallbackOutcome.DELIVERED, null));
    tick();
    assertThat(oldestDue).containsExactly(Map.entry(0, Duration.ZERO));
  }

  @Test
  void anEndpointWithoutPlacesHoldsUpNoOther() {
    queue.setBusy("https://black-hole.example");
    for (int i = 0; i < 100; i++) {
      announce("stuck-" + i, "https://black-hole.example/hook");
    }
    announce("healthy", CALLBACK_URL);
    tick();

    assertThat(queue.taken()).extracting(WebhookDelivery::callbackId).containsExactly("healthy");
    queue.setFree("https://black-hole.example");
    tick();
    assertThat(queue.taken()).hasSize(101);
  }

  @Test
  void reachesEveryDueAttemptHoweverManyAreStuckBeforeIt() {
    queue.setBusy("https://black-hole.example");
    for (int i = 0; i < 4500; i++) {
      announce("a-stuck-" + i, "https://black-hole.example/hook");
    }
    announce("healthy", CALLBACK_URL);
    tick();
    tick();
    tick();

    assertThat(queue.taken()).extracting(WebhookDelivery::callbackId).containsExactly("healthy");
  }

  @Test
  void aDeliveryThatCannotBeOfferedHoldsUpNoOtherAndComesBack() {
    queue.setFull(true);
    queue.setPoison("a-poison");
    announce("a-poison", CALLBACK_URL);
    announce("healthy", CALLBACK_URL);
    queue.setFull(false);
    tick();
    assertThat(queue.taken()).extracting(WebhookDelivery::callbackId).containsExactly("healthy");

    queue.setPoison("none");
    driver.advanceWallClockTime(Duration.ofHours(1));
    tick();
    assertThat(queue.taken())
        .extracting(WebhookDelivery::callbackId)
        .containsExactly("healthy", "a-poison");
  }

  @Test
  void aRepeatedAnnouncementOrRecordChangesNothing() {
    announce("one", CALLBACK_URL);
    record(attempt("one", 1, CallbackOutcome.RETRY, Jobs.at(30)));
    record(attempt("one", 1, CallbackOutcome.RETRY, Jobs.at(300)));
    announce("one", CALLBACK_URL);

    assertThat(pending("one").getNextAttemptAt()).isEqualTo(Jobs.at(30));
    assertThat(pending("one").getAttemptsMade()).isEqualTo(1);
  }

  @Test
  void aLateDeliveryEndsTheMatterWhateverItsNumber() {
    announce("one", CALLBACK_URL);
    record(attempt("one", 1, CallbackOutcome.RETRY, Jobs.at(30)));
    record(attempt("one", 1, CallbackOutcome.DELIVERED, null));

    assertThat(pending("one").getOver()).isTrue();
  }

  /** Both are read again; which of them comes first depends on their times. */
  @Test
  void anAttemptThatIsReadBeforeItsAnnouncementCountsAllTheSame() {
    record(attempt("delivered", 1, CallbackOutcome.DELIVERED, null));
    record(attempt("tried", 1, CallbackOutcome.RETRY, Jobs.at(30)));
    announce("delivered", CALLBACK_URL);
    announce("tried", CALLBACK_URL);

    assertThat(pending("delivered").getOver()).isTrue();
    assertThat(pending("tried").getAttemptsMade()).isEqualTo(1);
    assertThat(pending("tried").getNextAttemptAt()).isEqualTo(Jobs.at(30));
    assertThat(pending("tried").getUrl()).isEqualTo(CALLBACK_URL);
  }

  @Test
  void anAttemptThatIsNeverAnnouncedIsForgotten() {
    record(attempt("one", 1, CallbackOutcome.RETRY, Jobs.at(30)));
    driver.advanceWallClockTime(Duration.ofDays(2));

    assertThat(pending("one")).isNull();
    assertThat(queue.taken()).isEmpty();
  }

  /** The outcome of an attempt at it may be among what is read again. */
  @Test
  void whatIsReadAgainAfterAStartIsNotOfferedAtOnce() {
    restart(Jobs.at(10));
    announce("made", CALLBACK_URL, Jobs.at(9));
    announce("not made", CALLBACK_URL, Jobs.at(9));
    tick();
    record(attempt("made", 1, CallbackOutcome.DELIVERED, null));
    assertThat(queue.taken()).isEmpty();

    driver.advanceWallClockTime(DeliveryProcessor.READING_AGAIN);
    assertThat(queue.taken()).extracting(WebhookDelivery::callbackId).containsExactly("not made");
  }

  @Test
  void findsItsScheduleAmongAnyNumberOfDeliveriesThatAreOver() {
    announce("z-waiting", CALLBACK_URL);
    record(attempt("z-waiting", 1, CallbackOutcome.RETRY, Jobs.at(30)));
    for (int i = 0; i < 4500; i++) {
      record(attempt("over-" + i, 1, CallbackOutcome.DELIVERED, null));
    }

    restart(Jobs.at(40));
    for (int i = 0; i < 3; i++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    assertThat(queue.taken())
        .extracting(WebhookDelivery::callbackId, WebhookDelivery::attemptNumber)
        .containsExactly(tuple("z-waiting", 2));
    driver.advanceWallClockTime(Duration.ofDays(2));
    assertThat(pending("over-4499")).as("at most a thousand at a time").isNotNull();
    for (int i = 0; i < 4; i++) {
      tick();
    }
    try (var left =
        driver.<String, PendingDelivery>getKeyValueStore(DeliveryTopology.DELIVERIES).all()) {
      assertThat(left).toIterable().extracting(entry -> entry.key).containsExactly("z-waiting");
    }
  }

  /** As after a restart elsewhere: the deliveries are what the changelog holds, nothing else is. */
  @Test
  void aRestartGoesOnWhereTheStoresStand() {
    announce("in-flight", CALLBACK_URL);
    announce("waiting", CALLBACK_URL);
    tick();
    record(attempt("waiting", 1, CallbackOutcome.RETRY, Jobs.at(30)));

    restart(Jobs.at(10));
    driver.advanceWallClockTime(DeliveryProcessor.READING_AGAIN);
    assertThat(queue.taken())
        .as("the attempt that has no outcome is made again")
        .extracting(WebhookDelivery::callbackId, WebhookDelivery::attemptNumber)
        .containsExactly(tuple("in-flight", 1));
    driver.advanceWallClockTime(Duration.ofSeconds(21));
    assertThat(queue.taken())
        .extracting(WebhookDelivery::callbackId, WebhookDelivery::attemptNumber)
        .containsExactly(tuple("in-flight", 1), tuple("waiting", 2));
  }

  @Test
  void theTopologyIsTheOneOnRecord() throws IOException {
    assertThat(
            DeliveryTopology.build(
                    serdes,
                    queue,
                    metrics,
                    new RecordFaults("test", new MetricRegistry(), InstantSource.system()))
                .describe()
                .toString())
        .isEqualToNormalizingNewlines(ViewTopologyTest.golden("delivery-topology.txt"));
  }

  private int starts;

  private void start(Instant now) {
    var config = new Properties();
    config.put("application.id", "delivery-test");
    config.put("bootstrap.servers", "none:1");
    // A folder for each start: RocksDB may hold the lock of the one before for a moment longer.
    config.put("state.dir", state.resolve("start-" + starts++).toString());
    queue = new RecordingQueue();
    driver =
        new TopologyTestDriver(
            DeliveryTopology.build(
                serdes,
                queue,
                metrics,
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            config,
            now);
  }

  private void restart(Instant now) {
    var deliveries = new ArrayList<KeyValue<String, PendingDelivery>>();
    try (var all =
        driver.<String, PendingDelivery>getKeyValueStore(DeliveryTopology.DELIVERIES).all()) {
      all.forEachRemaining(deliveries::add);
    }
    TopologyDrivers.close(driver);
    start(now);
    driver
        .<String, PendingDelivery>getKeyValueStore(DeliveryTopology.DELIVERIES)
        .putAll(deliveries);
  }

  private void tick() {
    driver.advanceWallClockTime(DeliveryTopology.INTERVAL);
  }

  private void announce(String callbackId, String url) {
    announce(callbackId, url, null);
  }

  /**
   * @param at when it was announced; null for now
   */
  private void announce(String callbackId, String url, @Nullable Instant at) {
    input(Topics.CALLBACKS_DUE)
        .pipeInput(
            JOB,
            CallbackDue.newBuilder()
                .setJobId(JOB)
                .setAccount(Jobs.ACCOUNT)
                .setCallbackId(callbackId)
                .setUrl(url)
                .setBody(ByteBuffer.wrap(BODY))
                .setAt(Jobs.BEGIN)
                .build(),
            at);
  }

  private void record(CallbackAttempt attempt) {
    input(Topics.CALLBACK_ATTEMPTS).pipeInput(JOB, attempt);
  }

  private static CallbackAttempt attempt(
      String callbackId, int number, CallbackOutcome outcome, Instant next) {
    return CallbackAttempt.newBuilder(Jobs.callbackAttempt(JOB, callbackId, number, outcome))
        .setNextAttemptAt(next)
        .build();
  }

  private PendingDelivery pending(String callbackId) {
    return driver
        .<String, PendingDelivery>getKeyValueStore(DeliveryTopology.DELIVERIES)
        .get(callbackId);
  }

  private TestInputTopic<String, SpecificRecord> input(Topic<?> topic) {
    return driver.createInputTopic(topic.name(), new StringSerializer(), serdes.serializer());
  }
}
