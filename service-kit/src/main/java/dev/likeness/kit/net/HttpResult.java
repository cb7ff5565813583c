package dev.likeness.kit.net;

import java.util.Map;
import java.util.Optional;

/** What became of a call. */
public sealed interface HttpResult {

  /**
   * The other side answered.
   *
   * @param headers by lower-case name, the last value of each
   * @param body at most the limit of the call
   */
  record Answer(int status, Map<String, String> headers, byte[] body) implements HttpResult {
    public Answer {
      headers = Map.copyOf(headers);
    }

    public Optional<String> header(String lowerCaseName) {
      return Optional.ofNullable(headers.get(lowerCaseName));
    }
  }

  /** There is no answer that could be used. */
  record NoAnswer(Reason reason, String detail) implements HttpResult {}

  /** Why there is no answer. */
  enum Reason {
    /** The address policy forbids every address of the host. */
    ADDRESS_REFUSED,
    UNKNOWN_HOST,
    CONNECTION_FAILED,
    TLS_FAILED,
    TIMED_OUT,
    /** The body went past the limit of the call. */
    TOO_LARGE
  }
}
