package dev.likeness.ingest.inputs;

import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.InputsReady;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Answers on {@code inputs-ready}, keyed by job id. Thread safe. Owns the producer. */
final class InputsAnswers implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Duration ACKNOWLEDGE_LIMIT = Duration.ofSeconds(35);

  private final Producer<String, SpecificRecord> producer;

  InputsAnswers(Producer<String, SpecificRecord> producer) {
    this.producer = producer;
  }

  /**
   * When this returns, the answer is durable.
   *
   * @throws KafkaException if it was not acknowledged in time; it may have been written
   *     nevertheless
   */
  void send(InputsReady answer) throws InterruptedException {
    var record =
        new ProducerRecord<String, SpecificRecord>(
            Topics.INPUTS_READY.name(), answer.getJobId(), answer);
    try {
      var _ = producer.send(record).get(ACKNOWLEDGE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the answer was not acknowledged", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
