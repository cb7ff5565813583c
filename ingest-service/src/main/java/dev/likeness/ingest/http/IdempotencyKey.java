package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} header (draft-ietf-httpapi-idempotency-key-header), which clients
 * know from elsewhere: another name of {@code client_request_id}. Quotes around it, as the draft
 * has them, are not part of the value.
 */
final class IdempotencyKey {
  static final String HEADER = "Idempotency-Key";

  private IdempotencyKey() {}

  /**
   * The idempotency value of a request, whichever name it has; null for none.
   *
   * @param field {@code client_request_id} of the body
   * @throws RefusalException with code {@code IDEMPOTENCY_CONFLICT} if both names are given and do
   *     not say the same
   */
  static @Nullable String of(HttpServletRequest call, @Nullable String field) {
    List<String> headers = Collections.list(call.getHeaders(HEADER));
    if (headers.isEmpty()) {
      return field;
    }
    String header = unquoted(headers.getFirst().strip());
    if (headers.size() > 1 || (field != null && !field.equals(header))) {
      throw new RefusalException(
          FailureCode.IDEMPOTENCY_CONFLICT,
          "Idempotency-Key and client_request_id are two names of one value: give it once.");
    }
    return header;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
