package dev.likeness.callback.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.DeliveryQueue;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CallbackOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a crash leaves, each webhook is sent until it has arrived, and not after that. */
class DeliveryCrashTest {
  private static final int CALLBACKS = 8;
  private static final long RETRY_MILLIS = 3_000;

  private final AvroSerdes serdes = new AvroSerdes("mock://delivery-crash");
  private final ReadTopics topics = new ReadTopics(false);
  private final Set<String> delivered = new HashSet<>();
  private final List<String> sentInVain = new ArrayList<>();
  private final Map<String, Set<String>> bodies = new HashMap<>();

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyWebhookArrivesOnceAndIsTheSameEachTime(long seed) {
    var random = new Random(seed);
    var receiver = new Receiver(random);
    var task = task(receiver, random);
    for (int i = 0; i < CALLBACKS; i++) {
      receiver.now = task.now();
      announce("callback-" + i, "body", task.now());
      for (int steps = random.nextInt(6); steps > 0; steps--) {
        move(task, receiver, random);
      }
      if (random.nextInt(3) == 0) { // as the view does after a crash of its own
        announce("callback-" + random.nextInt(i + 1), "other body", task.now());
      }
    }
    for (int rest = 0; rest < 200; rest++) {
      receiver.now = task.now();
      while (task.step()) {}
      task.pass(1_000);
    }

    assertThat(delivered).as("seed %d", seed).hasSize(CALLBACKS);
    assertThat(sentInVain).as("sent after they had arrived, seed %d", seed).isEmpty();
    assertThat(bodies.values()).as("seed %d", seed).allSatisfy(all -> assertThat(all).hasSize(1));
    assertThat(task.stores().content(DeliveryTopology.DELIVERIES).values())
        .as("seed %d", seed)
        .allSatisfy(delivery -> assertThat(((PendingDelivery) delivery).getOver()).isTrue());
  }

  private void move(
      CrashingTask<SpecificRecord, Void, Void> task, Receiver receiver, Random random) {
    receiver.now = task.now();
    switch (random.nextInt(8)) {
      case 0 -> {
        task.crash();
        receiver.forget();
        while (task.step()) {} // before anything else is due
      }
      case 1 -> task.commit();
      case 2, 3 -> task.pass(random.nextInt(2_500));
      default -> task.step();
    }
  }

  private void announce(String callbackId, String body, long now) {
    topics.add(
        Topics.CALLBACKS_DUE.name(),
        Jobs.JOB,
        CallbackDue.newBuilder()
            .setJobId(Jobs.JOB)
            .setAccount(Jobs.ACCOUNT)
            .setCallbackId(callbackId)
            .setUrl(Jobs.CALLBACK_URL)
            .setBody(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))
            .setAt(Instant.ofEpochMilli(now))
            .build(),
        now);
  }

  private CrashingTask<SpecificRecord, Void, Void> task(Receiver receiver, Random random) {
    return new CrashingTask<>(
        () -> new DeliveryProcessor(receiver, new DeliveryMetrics() {}),
        topics,
        List.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(DeliveryTopology.DELIVERIES),
                Serdes.String(),
                serdes.serde(PendingDelivery.class)),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(DeliveryTopology.DUE),
                Serdes.String(),
                Serdes.String())),
        random,
        Jobs.BEGIN.toEpochMilli());
  }

  /** Takes every attempt and makes it at once. */
  private final class Receiver implements DeliveryQueue {
    private final Random random;
    private final Set<String> seen = new HashSet<>();
    private long now;

    Receiver(Random random) {
      this.random = random;
    }

    @Override
    public Room roomFor(Endpoint endpoint) {
      return Room.AVAILABLE;
    }

    @Override
    public boolean offer(WebhookDelivery delivery) {
      String callbackId = delivery.callbackId();
      if (!seen.add(callbackId + "/" + delivery.attemptNumber())) {
        return false;
      }
      if (delivered.contains(callbackId)) {
        sentInVain.add(callbackId);
      }
      bodies
          .computeIfAbsent(callbackId, _ -> new HashSet<>())
          .add(new String(delivery.body(), StandardCharsets.UTF_8));
      var outcome = random.nextBoolean() ? CallbackOutcome.DELIVERED : CallbackOutcome.RETRY;
      if (outcome == CallbackOutcome.DELIVERED) {
        delivered.add(callbackId);
      }
      topics.add(Topics.CALLBACK_ATTEMPTS.name(), Jobs.JOB, attempt(delivery, outcome), now);
      return true;
    }

    /** The process that made the attempts is gone. */
    void forget() {
      seen.clear();
    }

    private CallbackAttempt attempt(WebhookDelivery delivery, CallbackOutcome outcome) {
      Instant next = Instant.ofEpochMilli(now + RETRY_MILLIS);
      return CallbackAttempt.newBuilder(
              Jobs.callbackAttempt(
                  Jobs.JOB, delivery.callbackId(), delivery.attemptNumber(), outcome))
          .setAt(Instant.ofEpochMilli(now))
          .setNextAttemptAt(outcome == CallbackOutcome.RETRY ? next : null)
          .build();
    }
  }
}
