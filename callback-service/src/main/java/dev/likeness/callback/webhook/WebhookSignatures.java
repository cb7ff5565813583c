package dev.likeness.callback.webhook;

import dev.likeness.contract.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Signs webhooks, and checks them where they arrive. Two schemes at once, over the exact bytes of
 * the body:
 *
 * <pre>
 *   X-Phota-Signature: sha256=&lt;hex of HMAC(secret, body)&gt;
 *   webhook-id:        &lt;id, the same on every try: drop repeats by it&gt;
 *   webhook-timestamp: &lt;epoch second of this try&gt;
 *   webhook-signature: v1,&lt;Base64 of HMAC(decoded secret, id "." timestamp "." body)&gt;
 * </pre>
 *
 * <p>The key of the first is the secret as it is shown, {@code whsec_} included, in UTF-8; the key
 * of the last is what follows {@code whsec_}, decoded from Base64 (Standard Webhooks). During a
 * rotation a header may hold several values, {@code X-Phota-Signature} separated by commas, {@code
 * webhook-signature} by spaces; one match is enough. Thread safe.
 */
public final class WebhookSignatures {
  public static final String PHOTA_SIGNATURE = "X-Phota-Signature";
  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  /** A message signed longer ago, or later than now, than this is not accepted. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String PHOTA_SCHEME = "sha256=";
  private static final String STANDARD_SCHEME = "v1,";
  private static final byte[] SEPARATOR = {'.'};
  private static final Pattern EPOCH_SECOND = Pattern.compile("[0-9]{1,12}");
  private static final Pattern COMMA = Pattern.compile(" *, *");
  private static final Pattern SPACE = Pattern.compile(" +");

  /** What a receiver learns about a message. */
  public enum Verdict {
    GENUINE,
    /** A header is missing or cannot be read. */
    INCOMPLETE,
    /** Signed too long ago, or in the future: it may be a replay. */
    OUT_OF_TIME,
    /** Not signed with this secret, or changed on its way. */
    FORGED
  }

  private final InstantSource clock;

  public WebhookSignatures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The headers of a message that is sent now.
   *
   * @param secrets each of them signs; a receiver needs one of them
   */
  public Map<String, String> sign(List<String> secrets, String webhookId, byte[] body) {
    String second = Long.toString(clock.instant().getEpochSecond());
    return Map.of(
        PHOTA_SIGNATURE,
        secrets.stream()
            .map(secret -> photaSignature(secret, body))
            .collect(Collectors.joining(",")),
        ID,
        webhookId,
        TIMESTAMP,
        second,
        SIGNATURE,
        secrets.stream()
            .map(secret -> standardSignature(secret, webhookId, second, body))
            .collect(Collectors.joining(" ")));
  }

  /**
   * Checks a message that arrived now. Each of the two signatures that is there must be right, and
   * the one with the timestamp must be there.
   *
   * @param headers by their names, in any case
   */
  public Verdict verify(String secret, Map<String, String> headers, byte[] body) {
    Optional<String> id = header(headers, ID);
    Optional<String> second = header(headers, TIMESTAMP).filter(EPOCH_SECOND.asMatchPredicate());
    Optional<String> signatures = header(headers, SIGNATURE);
    if (id.isEmpty() || second.isEmpty() || signatures.isEmpty()) {
      return Verdict.INCOMPLETE;
    }
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(second.get()));
    if (Duration.between(signedAt, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      return Verdict.OUT_OF_TIME;
    }
    boolean genuine =
        anyEquals(
                SPACE.split(signatures.get()),
                standardSignature(secret, id.get(), second.get(), body))
            && header(headers, PHOTA_SIGNATURE)
                .map(values -> anyEquals(COMMA.split(values), photaSignature(secret, body)))
                .orElse(true);
    return genuine ? Verdict.GENUINE : Verdict.FORGED;
  }

  private static String photaSignature(String secret, byte[] body) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    return PHOTA_SCHEME + HexFormat.of().formatHex(HmacSha256.of(key, body));
  }

  private static String standardSignature(
      String secret, String webhookId, String second, byte[] body) {
    byte[] key = Base64.getDecoder().decode(secret.substring(WebhookSecrets.PREFIX.length()));
    byte[] signature =
        HmacSha256.of(
            key,
            webhookId.getBytes(StandardCharsets.UTF_8),
            SEPARATOR,
            second.getBytes(StandardCharsets.UTF_8),
            SEPARATOR,
            body);
    return STANDARD_SCHEME + Base64.getEncoder().encodeToString(signature);
  }

  private static Optional<String> header(Map<String, String> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** In constant time for each candidate, so that the time taken tells nothing. */
  private static boolean anyEquals(String[] candidates, String expected) {
    byte[] wanted = expected.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (String candidate : candidates) {
      found |= MessageDigest.isEqual(wanted, candidate.getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }
}
