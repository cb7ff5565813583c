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
    /**
     * The host's name is not known now, or all its addresses are forbidden. One reason for both:
     * two would tell which names of our own network exist.
     */
    NO_PUBLIC_ADDRESS,
    CONNECTION_FAILED,
    /** It was used before and closed since, before anything came back, and so was another. */
    CONNECTION_WAS_CLOSED,
    TLS_FAILED,
    TIMED_OUT,
    /** The body went past the limit of the call. */
    TOO_LARGE,
    /** What came is no HTTP, or more of it than a client takes. */
    BROKEN
  }
}
