package dev.likeness.callback.streams;

import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.DeliveryQueue;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The application {@code likeness-delivery}: keeps each webhook until it has arrived or is given
 * up, and hands it to the queue whenever an attempt is due. All of the schedule is in its stores; a
 * restart goes on where they stand. A fold (infra/adr/0042).
 */
public final class DeliveryTopology {
  public static final String APPLICATION = "likeness-delivery";

  /** How often due attempts are handed out. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  /**
   * Value: {@link PendingDelivery}; key: callback id. Cached: of a webhook that arrives at once
   * only that is stored.
   */
  static final String DELIVERIES = "deliveries";

  /** See {@link DueIndex}. Without a changelog: it follows from the deliveries. */
  static final String DUE = "due";

  private DeliveryTopology() {}

  public static Topology build(
      AvroSerdes serdes, DeliveryQueue queue, DeliveryMetrics metrics, RecordFaults faults) {
    var strings = new StringDeserializer();
    return new Topology()
        .addSource(
            "callbacks",
            strings,
            serdes.deserializer(Topics.CALLBACKS_DUE.type()),
            Topics.CALLBACKS_DUE.name())
        .addSource(
            "attempts",
            strings,
            serdes.deserializer(Topics.CALLBACK_ATTEMPTS.type()),
            Topics.CALLBACK_ATTEMPTS.name())
        .addProcessor(
            "schedule",
            () -> faults.guard(new DeliveryProcessor(queue, metrics)),
            "callbacks",
            "attempts")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(DELIVERIES),
                    Serdes.String(),
                    serdes.serde(PendingDelivery.class))
                .withCachingEnabled(),
            "schedule")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(DUE), Serdes.String(), Serdes.String())
                .withLoggingDisabled(),
            "schedule");
  }
}
