package dev.likeness.callback.streams;

import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.DeliveryQueue;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CallbackOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of a partition's webhooks. One instance for each partition, on its stream thread;
 * nothing here blocks.
 *
 * <p>Handing out looks at a bounded number of due attempts and goes on from there the next time, so
 * that any number of them for an endpoint that does not answer hold up the others little.
 */
final class DeliveryProcessor implements RecordProcessor<String, SpecificRecord, Void, Void> {
  private static final int LOOKS_AT_A_TIME = 2000;

  /** After that a delivery that could not be offered is looked at once more. */
  private static final Duration SET_ASIDE_FOR = Duration.ofHours(1);

  private final DeliveryQueue queue;
  private final DeliveryMetrics metrics;
  private int partition;
  private @Nullable Steps assignedSteps;
  private @Nullable KeyValueStore<String, PendingDelivery> assignedDeliveries;
  private @Nullable KeyValueStore<String, String> assignedDue;
  private @Nullable String resumeAfter;

  DeliveryProcessor(DeliveryQueue queue, DeliveryMetrics metrics) {
    this.queue = queue;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context, Steps steps) {
    assignedSteps = steps;
    assignedDeliveries = context.getStateStore(DeliveryTopology.DELIVERIES);
    assignedDue = context.getStateStore(DeliveryTopology.DUE);
    partition = context.taskId().partition();
    var _ =
        context.schedule(DeliveryTopology.INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::handOut);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    switch (record.value()) {
      case null -> {}
      case CallbackDue due -> begin(due);
      case CallbackAttempt attempt -> attempted(attempt);
      default -> throw new IllegalStateException("no source gives such records");
    }
  }

  @Override
  public void close() {
    metrics.oldestDue(partition, Duration.ZERO); // another instance's from now on
  }

  private void begin(CallbackDue due) {
    if (deliveries().get(due.getCallbackId()) != null) {
      return; // a replay of the view announces a callback again
    }
    var pending =
        PendingDelivery.newBuilder()
            .setJobId(due.getJobId())
            .setAccount(due.getAccount())
            .setCallbackId(due.getCallbackId())
            .setUrl(due.getUrl())
            .setBody(due.getBody())
            .setAttemptsMade(0)
            .setNextAttemptAt(due.getAt())
            .build();
    schedule(pending);
    var _ = // at once; if it is not taken now, the timer offers it again
        steps().run(due.getJobId(), () -> offer(pending));
  }

  private void attempted(CallbackAttempt attempt) {
    PendingDelivery pending = deliveries().get(attempt.getCallbackId());
    if (pending == null) {
      return; // over already
    }
    boolean over = attempt.getOutcome() != CallbackOutcome.RETRY;
    if (!over && attempt.getAttemptNumber() <= pending.getAttemptsMade()) {
      return; // made twice, as can happen around a restart; the first record set the schedule
    }
    due().delete(timerOf(pending));
    if (over) {
      deliveries().delete(attempt.getCallbackId());
    } else {
      schedule(
          PendingDelivery.newBuilder(pending)
              .setAttemptsMade(attempt.getAttemptNumber())
              .setNextAttemptAt(nextOf(attempt))
              .build());
    }
  }

  private static Instant nextOf(CallbackAttempt attempt) {
    return attempt.getNextAttemptAt() == null ? attempt.getAt() : attempt.getNextAttemptAt();
  }

  private void schedule(PendingDelivery pending) {
    String timer = timerOf(pending);
    String endpoint = deliveryOf(pending).endpoint().stored();
    deliveries().put(pending.getCallbackId(), pending);
    due().put(timer, endpoint);
  }

  private void handOut(long now) {
    String end = TimerKeys.prefix(now + 1);
    metrics.oldestDue(partition, age(now, end));
    String last = null;
    int looks = 0;
    try (var ready = due().range(resumeAfter, end)) {
      while (ready.hasNext() && looks < LOOKS_AT_A_TIME) {
        KeyValue<String, String> entry = ready.next();
        var room = queue.roomFor(Endpoint.parse(entry.value));
        if (room == DeliveryQueue.Room.FULL) {
          resumeAfter = last == null ? resumeAfter : last;
          return;
        }
        if (room == DeliveryQueue.Room.AVAILABLE
            && !steps().run(TimerKeys.name(entry.key), () -> offerTimed(entry.key))) {
          setAside(entry, now);
        }
        last = entry.key;
        looks++;
      }
      resumeAfter = ready.hasNext() ? last : null;
    }
  }

  private void setAside(KeyValue<String, String> entry, long now) {
    due().delete(entry.key);
    String later = TimerKeys.key(now + SET_ASIDE_FOR.toMillis(), TimerKeys.name(entry.key));
    due().put(later, entry.value);
  }

  private Duration age(long now, String end) {
    try (var ready = due().range(null, end)) {
      return ready.hasNext()
          ? Duration.ofMillis(now - TimerKeys.epochMillis(ready.peekNextKey()))
          : Duration.ZERO;
    }
  }

  private void offerTimed(String timer) {
    PendingDelivery pending = deliveries().get(TimerKeys.name(timer));
    if (pending == null) {
      due().delete(timer);
    } else {
      offer(pending);
    }
  }

  private void offer(PendingDelivery pending) {
    var _ = queue.offer(deliveryOf(pending));
  }

  private static WebhookDelivery deliveryOf(PendingDelivery pending) {
    return new WebhookDelivery(
        pending.getJobId(),
        pending.getAccount(),
        pending.getCallbackId(),
        pending.getUrl(),
        bytes(pending.getBody()),
        pending.getAttemptsMade() + 1);
  }

  private static byte[] bytes(ByteBuffer body) {
    var copy = new byte[body.remaining()];
    body.duplicate().get(copy);
    return copy;
  }

  private static String timerOf(PendingDelivery pending) {
    return TimerKeys.key(pending.getNextAttemptAt().toEpochMilli(), pending.getCallbackId());
  }

  private Steps steps() {
    return assigned(assignedSteps);
  }

  private KeyValueStore<String, PendingDelivery> deliveries() {
    return assigned(assignedDeliveries);
  }

  private KeyValueStore<String, String> due() {
    return assigned(assignedDue);
  }

  private static <T> T assigned(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("init comes first");
    }
    return part;
  }
}
