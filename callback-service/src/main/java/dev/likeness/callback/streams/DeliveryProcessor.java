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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
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
 *
 * <p>After a start, records since the last commit are read again. For a short while nothing is
 * handed out that may have been made already: its outcome is among them.
 */
final class DeliveryProcessor implements RecordProcessor<String, SpecificRecord, Void, Void> {
  private static final int LOOKS_AT_A_TIME = 2000;

  /** Reading again what was read since the last commit takes a fraction of it. */
  static final Duration READING_AGAIN = Duration.ofSeconds(2);

  private final DeliveryQueue queue;
  private final DeliveryMetrics metrics;
  private int partition;
  private @Nullable Steps assignedSteps;
  private @Nullable KeyValueStore<String, PendingDelivery> assignedDeliveries;
  private @Nullable DueIndex assignedDue;
  private @Nullable String resumeAfter;
  private long startedAt;

  DeliveryProcessor(DeliveryQueue queue, DeliveryMetrics metrics) {
    this.queue = queue;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context, Steps steps) {
    KeyValueStore<String, PendingDelivery> deliveries =
        context.getStateStore(DeliveryTopology.DELIVERIES);
    assignedSteps = steps;
    assignedDeliveries = deliveries;
    assignedDue = new DueIndex(deliveries, context.getStateStore(DeliveryTopology.DUE));
    resumeAfter = null;
    partition = context.taskId().partition();
    startedAt = context.currentSystemTimeMs();
    var _ =
        context.schedule(DeliveryTopology.INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    switch (record.value()) {
      case null -> {}
      case CallbackDue due -> begin(due, record.timestamp());
      case CallbackAttempt attempt -> attempted(attempt);
      default -> throw new IllegalStateException("no source gives such records");
    }
  }

  @Override
  public void close() {
    metrics.oldestDue(partition, Duration.ZERO); // another instance's from now on
  }

  private void begin(CallbackDue due, long timestamp) {
    Optional<PendingDelivery> known = known(due.getCallbackId());
    Optional<PendingDelivery> begun = DeliveryFold.begin(known, due);
    if (begun.isEmpty()) {
      return; // the view announces a callback again when it cannot know that it has done so
    }
    keep(known, begun.get());
    if (timestamp > startedAt) {
      var _ = // at once; if it is not taken now, the timer offers it again
          steps().run(due.getJobId(), () -> offer(begun.get()));
    }
  }

  private void attempted(CallbackAttempt attempt) {
    Optional<PendingDelivery> known = known(attempt.getCallbackId());
    DeliveryFold.attempted(known, attempt).ifPresent(now -> keep(known, now));
  }

  private void keep(Optional<PendingDelivery> before, PendingDelivery now) {
    before.ifPresent(due()::remove);
    deliveries().put(now.getCallbackId(), now);
    due().add(now);
  }

  private void tick(long now) {
    due().complete(steps());
    due().forgetWhatIsOver(now, steps());
    if (now >= startedAt + READING_AGAIN.toMillis()) {
      handOut(now);
    }
  }

  private void handOut(long now) {
    metrics.oldestDue(partition, due().age(now));
    String last = null;
    int looks = 0;
    try (var ready = due().ready(resumeAfter, now)) {
      while (ready.hasNext() && looks < LOOKS_AT_A_TIME) {
        KeyValue<String, String> entry = ready.next();
        var room = queue.roomFor(Endpoint.parse(entry.value));
        if (room == DeliveryQueue.Room.FULL) {
          resumeAfter = last == null ? resumeAfter : last;
          return;
        }
        if (room == DeliveryQueue.Room.AVAILABLE
            && !steps().run(TimerKeys.name(entry.key), () -> offerTimed(entry.key))) {
          due().setAside(entry, now);
        }
        last = entry.key;
        looks++;
      }
      resumeAfter = ready.hasNext() ? last : null;
    }
  }

  private void offerTimed(String timer) {
    due().deliveryOf(timer).ifPresent(this::offer);
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

  private Optional<PendingDelivery> known(String callbackId) {
    return Optional.ofNullable(deliveries().get(callbackId));
  }

  private Steps steps() {
    return assigned(assignedSteps);
  }

  private KeyValueStore<String, PendingDelivery> deliveries() {
    return assigned(assignedDeliveries);
  }

  private DueIndex due() {
    return assigned(assignedDue);
  }

  private static <T> T assigned(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("init comes first");
    }
    return part;
  }
}
