package dev.likeness.kit.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * How our services know each other: every call to a path under {@code /internal} carries a header
 * that only the services can make. Thread safe.
 */
public final class InternalCalls {
  /** Carries {@link #proof}. */
  public static final String HEADER = "X-Likeness-Internal";

  private static final String PURPOSE = "internal-calls/v1";

  private final String proof;

  public InternalCalls(MasterSecret secret) {
    this.proof = secret.derived(PURPOSE);
  }

  /** Value of the header; a secret. */
  public String proof() {
    return proof;
  }

  /** Whether a caller that sent this is one of us; the time taken does not tell how close it is. */
  public boolean isProof(@Nullable String sent) {
    return sent != null
        && MessageDigest.isEqual(
            proof.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }
}
