package dev.likeness.kit.auth;

import dev.likeness.contract.Sha256;
import dev.likeness.schema.v1.ApiKeyRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A customer's secret. Nothing keeps it but the customer: everybody else knows its hash.
 *
 * @param value what stands in the {@code X-API-Key} header
 */
public record ApiKey(String value) {
  private static final String PREFIX = "lk_";
  private static final int RANDOM_BYTES = 20;

  /** A key that nobody can guess, if nobody can guess {@code random}. */
  public static ApiKey fresh(RandomGenerator random) {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ApiKey(PREFIX + HexFormat.of().formatHex(bytes));
  }

  /** The form in which keys are stored and compared: 64 lowercase hex digits. */
  public String sha256() {
    return Sha256.hex(value.getBytes(StandardCharsets.UTF_8));
  }

  /** What an account's record says about this key. */
  public ApiKeyRecord record(String keyId, String label, Instant createdAt) {
    return ApiKeyRecord.newBuilder()
        .setKeyId(keyId)
        .setSha256(sha256())
        .setLabel(label)
        .setCreatedAt(createdAt)
        .build();
  }

  /** Not the value: what is printed ends in logs. */
  @Override
  public String toString() {
    return "ApiKey[hidden]";
  }
}
