package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.AttemptLog;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.CallbackAttempt;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Attempts on the topic {@code callback-attempts}. Thread safe; the producer stays its owner's. */
public final class KafkaAttemptLog implements AttemptLog {
  private final Producer<String, SpecificRecord> producer;

  public KafkaAttemptLog(Producer<String, SpecificRecord> producer) {
    this.producer = producer;
  }

  @Override
  public void record(CallbackAttempt attempt) {
    try {
      producer
          .send(new ProducerRecord<>(Topics.CALLBACK_ATTEMPTS.name(), attempt.getJobId(), attempt))
          .get(); // the producer's delivery.timeout.ms bounds it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhookException("interrupted while the attempt was recorded", e);
    } catch (ExecutionException | KafkaException e) {
      throw new WebhookException("the attempt could not be recorded", e);
    }
  }
}
