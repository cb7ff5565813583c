package dev.likeness.ingest.topic;

import dev.likeness.contract.Topics;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Where refused submissions go: key and bytes as they came, the reason in the headers {@code code}
 * and {@code detail}, and where it stood in {@code topic}, {@code partition} and {@code offset}.
 * Thread safe. Owns the producer.
 */
final class RejectedSubmissions implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final Duration limit;

  RejectedSubmissions(Producer<byte[], byte[]> producer, Duration limit) {
    this.producer = producer;
    this.limit = limit;
  }

  /**
   * @throws KafkaException if it was not acknowledged in time
   */
  void add(ConsumerRecord<byte[], byte[]> record, Refusal refusal) throws InterruptedException {
    var rejected =
        new ProducerRecord<byte[], byte[]>(
            Topics.REJECTED_SUBMISSIONS, record.key(), record.value());
    header(rejected, "code", refusal.code().name());
    header(rejected, "detail", detail(refusal));
    header(rejected, "topic", record.topic());
    header(rejected, "partition", Integer.toString(record.partition()));
    header(rejected, "offset", Long.toString(record.offset()));
    try {
      var _ = producer.send(rejected).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the rejected submission was not acknowledged", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    var _ = record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A header holds one sentence, so fields and their faults stand in one line. */
  private static String detail(Refusal refusal) {
    return refusal.violations().isEmpty()
        ? refusal.detail()
        : refusal.violations().stream()
            .map(RejectedSubmissions::sentence)
            .collect(Collectors.joining("; "));
  }

  private static String sentence(Violation violation) {
    return violation.loc().stream().skip(1).map(Object::toString).collect(Collectors.joining("."))
        + " "
        + violation.msg();
  }
}
