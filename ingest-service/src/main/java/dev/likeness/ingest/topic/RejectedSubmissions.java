package dev.likeness.ingest.topic;

import dev.likeness.contract.Topics;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Where refused submissions go: key, bytes, timestamp and headers as they came; behind these the
 * reason in the headers {@code code} and {@code detail}, and where the record stood in {@code
 * topic}, {@code partition}, {@code offset} and {@code timestamp} (milliseconds). A producer's own
 * header of such a name stays before ours, and the last of a name counts. Thread safe. Owns the
 * producer.
 *
 * <p>What is too large to be passed on must not hold up those behind it: then the bytes are left
 * out, and their number is in {@code value_bytes}; if it is still too large the key too, with
 * {@code key_bytes}, and the producer's headers.
 */
final class RejectedSubmissions implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final int MAX_DETAIL = 1_000;

  /** A record that is older would be deleted from the topic at once, which keeps a week. */
  private static final Duration MAX_AGE = Duration.ofDays(6);

  private final Producer<byte[], byte[]> producer;
  private final InstantSource clock;
  private final Duration limit;

  RejectedSubmissions(Producer<byte[], byte[]> producer, InstantSource clock, Duration limit) {
    this.producer = producer;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * @throws KafkaException if it was not acknowledged in time
   */
  void add(ConsumerRecord<byte[], byte[]> record, Refusal refusal) throws InterruptedException {
    try {
      send(whole(record, refusal));
    } catch (RecordTooLargeException e) {
      addWithoutValue(record, refusal);
    }
  }

  private void addWithoutValue(ConsumerRecord<byte[], byte[]> record, Refusal refusal)
      throws InterruptedException {
    try {
      var rejected = rejected(record, record.key(), null, record.headers());
      header(rejected, "value_bytes", Integer.toString(record.serializedValueSize()));
      send(explained(rejected, record, refusal));
    } catch (RecordTooLargeException e) {
      var rejected = rejected(record, null, null, new RecordHeaders());
      header(rejected, "value_bytes", Integer.toString(record.serializedValueSize()));
      header(rejected, "key_bytes", Integer.toString(record.serializedKeySize()));
      send(explained(rejected, record, refusal));
    }
  }

  private ProducerRecord<byte[], byte[]> whole(
      ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
    return explained(
        rejected(record, record.key(), record.value(), record.headers()), record, refusal);
  }

  private ProducerRecord<byte[], byte[]> rejected(
      ConsumerRecord<byte[], byte[]> record,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    return new ProducerRecord<>(
        Topics.REJECTED_SUBMISSIONS, null, timestampOf(record), key, value, headers);
  }

  private @Nullable Long timestampOf(ConsumerRecord<byte[], byte[]> record) {
    Instant now = clock.instant();
    return record.timestamp() > now.minus(MAX_AGE).toEpochMilli()
            && record.timestamp() <= now.toEpochMilli()
        ? record.timestamp()
        : null;
  }

  private static ProducerRecord<byte[], byte[]> explained(
      ProducerRecord<byte[], byte[]> rejected,
      ConsumerRecord<byte[], byte[]> record,
      Refusal refusal) {
    header(rejected, "code", refusal.code().name());
    header(rejected, "detail", detail(refusal));
    header(rejected, "topic", record.topic());
    header(rejected, "partition", Integer.toString(record.partition()));
    header(rejected, "offset", Long.toString(record.offset()));
    header(rejected, "timestamp", Long.toString(record.timestamp()));
    return rejected;
  }

  private void send(ProducerRecord<byte[], byte[]> rejected) throws InterruptedException {
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
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
  }

  private static String sentence(Violation violation) {
    return violation.loc().stream().skip(1).map(Object::toString).collect(Collectors.joining("."))
        + " "
        + violation.msg();
  }
}
