package dev.likeness.ingest.topic;

import org.apache.kafka.common.KafkaException;

/**
 * Kafka's ids of topics (KIP-516): a topic that is deleted and made again has another. Thread safe.
 */
interface TopicIds {
  /**
   * The id of {@code topic}, as long as it was not made again since {@link #forget}.
   *
   * @throws KafkaException if it cannot be told now
   */
  String idOf(String topic);

  /** The topic may have been made again: its id is asked for anew. */
  void forget(String topic);
}
