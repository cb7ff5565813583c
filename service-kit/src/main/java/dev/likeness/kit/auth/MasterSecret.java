package dev.likeness.kit.auth;

import dev.likeness.contract.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The one secret that our services share. Everything that they prove to customers or to each other
 * derives from it, so whoever guesses it may do everything.
 *
 * @param value at least {@value #MIN_BYTES} bytes in UTF-8
 */
public record MasterSecret(String value) {
  public static final int MIN_BYTES = 32;

  /**
   * @throws IllegalArgumentException if the value can be guessed by its length alone
   */
  public MasterSecret {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "LIKENESS_MASTER_SECRET "
              + (bytes == 0 ? "is not set" : "is too short")
              + ": it must have at least "
              + MIN_BYTES
              + " bytes, the same for all services. Make one with: openssl rand -hex 32");
    }
  }

  /** A secret for one purpose, from which neither this one nor another follows: 64 hex digits. */
  public String derived(String purpose) {
    byte[] key = value.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(HmacSha256.of(key, purpose.getBytes(StandardCharsets.UTF_8)));
  }

  /** Not the value: what is printed ends in logs. */
  @Override
  public String toString() {
    return "MasterSecret[hidden]";
  }
}
