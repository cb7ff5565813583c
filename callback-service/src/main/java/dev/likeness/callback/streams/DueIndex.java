package dev.likeness.callback.streams;

import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.kit.kafka.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries are due when: those that can be attempted, and, apart from them, those that are
 * to be forgotten. It follows from the deliveries and has no changelog: at a start it may hold
 * anything, so what it says is checked, and what is missing is added, a part at a time.
 *
 * <p>For the thread of the partition.
 */
final class DueIndex {
  /** Takes some milliseconds. A million deliveries in six partitions take half a minute. */
  private static final int COMPLETED_AT_A_TIME = 2_000;

  private static final int FORGOTTEN_AT_A_TIME = 1_000;

  /** After that a delivery that could not be offered is looked at once more. */
  private static final Duration SET_ASIDE_FOR = Duration.ofHours(1);

  /** Sorts after every digit, so after every attempt. */
  private static final String FORGET = "forget/";

  private static final String NOBODY = "";

  private final KeyValueStore<String, PendingDelivery> deliveries;
  private final KeyValueStore<String, String> entries;
  private @Nullable String completedTo;
  private boolean isComplete;

  /**
   * @param entries keys as in {@link TimerKeys}, with the callback id; values: {@link
   *     Endpoint#stored()}
   */
  DueIndex(
      KeyValueStore<String, PendingDelivery> deliveries, KeyValueStore<String, String> entries) {
    this.deliveries = deliveries;
    this.entries = entries;
  }

  void add(PendingDelivery delivery) {
    entries.put(
        keyOf(delivery),
        DeliveryFold.isOpen(delivery)
            ? Endpoint.of(delivery.getAccount(), delivery.getUrl()).stored()
            : NOBODY);
  }

  void remove(PendingDelivery delivery) {
    entries.delete(keyOf(delivery));
  }

  /** Attempts that are due, from after {@code last} on; to be closed. */
  KeyValueIterator<String, String> ready(@Nullable String last, long now) {
    return entries.range(last, TimerKeys.prefix(now + 1));
  }

  /** For how long the oldest attempt has been due. */
  Duration age(long now) {
    try (var ready = ready(null, now)) {
      return ready.hasNext()
          ? Duration.ofMillis(now - TimerKeys.epochMillis(ready.peekNextKey()))
          : Duration.ZERO;
    }
  }

  /** What is to be attempted at this entry; the entry goes if that is nothing. */
  Optional<PendingDelivery> deliveryOf(String key) {
    PendingDelivery delivery = deliveries.get(TimerKeys.name(key));
    boolean isDue =
        delivery != null
            && DeliveryFold.isOpen(delivery)
            && TimerKeys.within(delivery.getNextAttemptAt()) <= TimerKeys.epochMillis(key);
    if (!isDue) {
      entries.delete(key);
      return Optional.empty();
    }
    return Optional.of(delivery);
  }

  void setAside(KeyValue<String, String> entry, long now) {
    entries.delete(entry.key);
    String later = TimerKeys.key(now + SET_ASIDE_FOR.toMillis(), TimerKeys.name(entry.key));
    entries.put(later, entry.value);
  }

  /** Forgets deliveries that have been over for long enough. */
  void forgetWhatIsOver(long now, Steps steps) {
    var keys = new ArrayList<String>();
    try (var over = entries.range(FORGET, FORGET + TimerKeys.prefix(now + 1))) {
      while (over.hasNext() && keys.size() < FORGOTTEN_AT_A_TIME) {
        keys.add(over.next().key);
      }
    }
    for (String key : keys) {
      String callbackId = TimerKeys.name(key.substring(FORGET.length()));
      if (!steps.run(callbackId, () -> forget(callbackId, key))) {
        entries.delete(key); // until the next start
      }
    }
  }

  private void forget(String callbackId, String key) {
    PendingDelivery delivery = deliveries.get(callbackId);
    entries.delete(key);
    if (delivery != null && keyOf(delivery).equals(key)) {
      deliveries.delete(callbackId);
    }
  }

  /** After a start: adds what is missing, until nothing is. */
  void complete(Steps steps) {
    if (isComplete) {
      return;
    }
    try (var left = deliveries.range(completedTo, null)) {
      for (int i = 0; i < COMPLETED_AT_A_TIME && left.hasNext(); i++) {
        var _ = steps.run(left.peekNextKey(), () -> addIfMissing(left.next().value));
      }
      isComplete = !left.hasNext();
      completedTo = isComplete ? null : left.peekNextKey();
    }
  }

  private void addIfMissing(PendingDelivery delivery) {
    if (entries.get(keyOf(delivery)) == null) {
      add(delivery);
    }
  }

  /** One that was never announced is forgotten like one that is over. */
  private static String keyOf(PendingDelivery delivery) {
    long next = delivery.getNextAttemptAt().toEpochMilli();
    if (DeliveryFold.isOpen(delivery)) {
      return TimerKeys.key(next, delivery.getCallbackId());
    }
    long kept = delivery.getOver() ? 0 : DeliveryFold.KEPT_WHEN_OVER.toMillis();
    return FORGET + TimerKeys.key(next + kept, delivery.getCallbackId());
  }
}
