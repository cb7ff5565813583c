package dev.likeness.worker.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The lease of one record: kept by renewing it, ended by accepting or rejecting the record. For the
 * thread that owns the consumer. Every call waits for the broker, up to a limit.
 */
final class Lease {
  private final ShareConsumer<String, byte[]> consumer;
  private final ConsumerRecord<String, byte[]> record;
  private final Duration limit;

  /**
   * @param limit for an answer of the broker
   */
  Lease(
      ShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      Duration limit) {
    this.consumer = consumer;
    this.record = record;
    this.limit = limit;
  }

  ConsumerRecord<String, byte[]> record() {
    return record;
  }

  /**
   * Begins the lock duration anew. Only polling without a wait gives the same record back; with one
   * it would also fetch another record, and hide it.
   *
   * @throws LeaseLost if the broker refuses or does not answer
   */
  void renew() throws LeaseLost {
    try {
      acknowledge(AcknowledgeType.RENEW);
      boolean held = false;
      for (ConsumerRecord<String, byte[]> back : consumer.poll(Duration.ZERO)) {
        held |= back.partition() == record.partition() && back.offset() == record.offset();
      }
      if (!held) {
        throw new LeaseLost("the record did not come back");
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      throw new LeaseLost("the lease could not be renewed", e);
    }
  }

  /**
   * Ends the record's life: its outcome is reported.
   *
   * @throws LeaseLost if the broker refuses or does not answer: the record may be delivered again
   */
  void accept() throws LeaseLost {
    acknowledge(AcknowledgeType.ACCEPT);
  }

  /**
   * Ends the record's life unused.
   *
   * @throws LeaseLost as {@link #accept}
   */
  void reject() throws LeaseLost {
    acknowledge(AcknowledgeType.REJECT);
  }

  private void acknowledge(AcknowledgeType type) throws LeaseLost {
    consumer.acknowledge(record, type);
    for (Optional<KafkaException> refused : consumer.commitSync(limit).values()) {
      if (refused.isPresent()) {
        throw new LeaseLost("the broker refused " + type, refused.get());
      }
    }
  }
}
