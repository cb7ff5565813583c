package dev.likeness.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Name of a job: 32 lowercase hex digits, as Phota's profile ids. It is the key of every record
 * about the job.
 *
 * @param value the digits
 */
public record JobId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException if {@code value} is not 32 lowercase hex digits
   */
  public JobId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a job id has 32 lowercase hex digits, got " + value.length() + " characters");
    }
  }

  /** Whether {@code text} has the form of a job id. */
  public static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * The id of every request of {@code account} with this idempotency value: a retry names the same
   * job.
   */
  public static JobId ofClientRequest(String account, String clientRequestId) {
    return digest("client-request", account, clientRequestId);
  }

  /**
   * The id of the job asked for by one record of a topic: reading the record twice names the same
   * job, and a record of a topic that was deleted and made again names another. It is the first 16
   * bytes of the SHA-256 of {@code "submission"}, topic, topic id, partition and offset, each in
   * UTF-8 (numbers in decimal) with a zero byte behind it.
   *
   * @param topicId of Kafka (KIP-516), as {@code kafka-topics --describe} shows it
   */
  public static JobId ofSubmission(String topic, String topicId, int partition, long offset) {
    return digest("submission", topic, topicId, Integer.toString(partition), Long.toString(offset));
  }

  /**
   * A time-ordered id (UUID version 7, RFC 9562 section 5.7).
   *
   * @param now goes into the first 48 bits, in milliseconds
   * @param random 10 random bytes or more; version and variant bits are set over them
   */
  public static JobId timeOrdered(Instant now, byte[] random) {
    var bytes = new byte[16];
    long millis = now.toEpochMilli();
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (millis >>> (40 - 8 * i));
    }
    System.arraycopy(random, 0, bytes, 6, 10);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x70);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    return new JobId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }

  private static JobId digest(String... parts) {
    var sha256 = Sha256.digest();
    for (String part : parts) {
      sha256.update(part.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0); // no two lists of parts give the same bytes
    }
    return new JobId(HexFormat.of().formatHex(sha256.digest(), 0, 16));
  }
}
