package dev.likeness.callback.webhook;

import dev.likeness.contract.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The secrets with which an account's webhooks are signed: {@code whsec_} and the Base64 of an HMAC
 * of version and account under the master secret. The same on every instance, and nowhere stored.
 * Thread safe.
 */
public final class WebhookSecrets {
  /** What an account has that never rotated its secret. */
  public static final int FIRST_VERSION = 1;

  static final String PREFIX = "whsec_";
  private static final String CONTEXT = "webhook-secret/v";

  private final byte[] masterSecret;

  /**
   * @param masterSecret known to the services only; whoever has it can sign for every account
   */
  public WebhookSecrets(String masterSecret) {
    if (masterSecret.isBlank()) {
      throw new IllegalArgumentException("the master secret is empty");
    }
    this.masterSecret = masterSecret.getBytes(StandardCharsets.UTF_8);
  }

  public String secretOf(String account, int version) {
    String context = CONTEXT + version + "/" + account;
    byte[] derived = HmacSha256.of(masterSecret, context.getBytes(StandardCharsets.UTF_8));
    return PREFIX + Base64.getEncoder().encodeToString(derived);
  }
}
