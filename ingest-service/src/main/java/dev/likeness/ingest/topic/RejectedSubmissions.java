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
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Where refused submissions go: key and bytes as they came, the reason in the headers {@code code}
 * and {@code detail}, and where it stood in {@code topic}, {@code partition} and {@code offset}. Of
 * a record that is too large to be passed on with these, the headers alone go: it must not hold up
 * those behind it. Thread safe. Owns the producer.
 */
final class RejectedSubmissions implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final int LONGEST_DETAIL = 1_000;

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
    try {
      send(record, refusal, record.key(), record.value());
    } catch (RecordTooLargeException e) {
      send(record, refusal, null, null);
    }
  }

  private void send(
      ConsumerRecord<byte[], byte[]> record,
      Refusal refusal,
      byte @Nullable [] key,
      byte @Nullable [] value)
      throws InterruptedException {
    var rejected = new ProducerRecord<byte[], byte[]>(Topics.REJECTED_SUBMISSIONS, key, value);
    header(rejected, "code", refusal.code().name());
    header(rejected, "detail", detail(refusal));
    header(rejected, "topic", record.topic());
    header(rejected, "partition", Integer.toString(record.partition()));
    header(rejected, "offset", Long.toString(record.offset()));
    try {
      var _ = producer.send(rejected).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof RecordTooLargeException tooLarge) {
        throw tooLarge;
      }
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
    String detail =
        refusal.violations().isEmpty()
            ? refusal.detail()
            : refusal.violations().stream()
                .map(RejectedSubmissions::sentence)
                .collect(Collectors.joining("; "));
    return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "...";
  }

  private static String sentence(Violation violation) {
    return violation.loc().stream().skip(1).map(Object::toString).collect(Collectors.joining("."))
        + " "
        + violation.msg();
  }
}
