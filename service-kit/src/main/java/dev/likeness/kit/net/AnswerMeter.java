package dev.likeness.kit.net;

import dev.likeness.kit.net.HttpResult.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * What one call has received so far, and how much it may. Bytes are counted as they come from the
 * network, so the limit holds for every part of an answer, whatever it is called: status line,
 * headers, 1xx answers, chunk extensions, trailers, and TLS below them.
 *
 * <p>Written by the thread that makes the call, for which it is {@link #CURRENT}; read by others.
 */
class AnswerMeter {
  static final ScopedValue<AnswerMeter> CURRENT = ScopedValue.newInstance();

  /** Of all that comes before the body; a usual answer has less than 2 KiB, with TLS 8 KiB. */
  static final int MAX_HEAD_BYTES = 128 * 1024;

  /** Of trailers, chunk extensions and TLS, beside the body. */
  static final int MAX_TRAILING_BYTES = 64 * 1024;

  /** RFC 9110 section 15.2 allows any number of 1xx answers; one or two are in use. */
  static final int MAX_INTERIM_ANSWERS = 16;

  private final long maxBodyBytes;
  private long allowed = MAX_HEAD_BYTES;
  private volatile long received;
  private volatile long beforeBody;
  private int interimAnswers;
  private volatile @Nullable Answer head;
  private @Nullable EndpointDetails connection;
  private long receivedBefore;
  private boolean connectionReused;
  private @Nullable String excess;

  AnswerMeter(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** A request is about to be sent on {@code connection}. */
  void begin(EndpointDetails connection) {
    this.connection = connection;
    this.receivedBefore = connection.getReceivedBytesCount();
    this.connectionReused = connection.getRequestCount() > 0;
  }

  /**
   * @throws IOException if that was too much
   */
  void received(int bytes) throws IOException {
    long sum = received + bytes;
    received = sum;
    if (sum > allowed) {
      throw tooMuch(
          head == null
              ? "what comes before its body is larger than " + MAX_HEAD_BYTES + " bytes"
              : "more than " + (allowed - beforeBody) + " bytes follow its headers");
    }
  }

  /**
   * A status line and its headers were read.
   *
   * @throws IOException if there were too many 1xx answers
   */
  void head(ClassicHttpResponse response) throws IOException {
    if (response.getCode() < 200) {
      if (++interimAnswers > MAX_INTERIM_ANSWERS) {
        throw tooMuch("it has more than " + MAX_INTERIM_ANSWERS + " answers with a 1xx status");
      }
      return;
    }
    var headers = new HashMap<String, String>();
    for (Header header : response.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    head = new Answer(response.getCode(), headers, new byte[0]);
    beforeBody = received;
    allowed = received + MAX_TRAILING_BYTES + 2 * maxBodyBytes; // small chunks double a body
  }

  /** Status and headers, with an empty body, once they were read. */
  Optional<Answer> head() {
    return Optional.ofNullable(head);
  }

  /** Why the answer was too much for the limits. */
  Optional<String> excess() {
    return Optional.ofNullable(excess);
  }

  /** Bytes from the network that came after the headers. */
  long receivedOfBody() {
    return head == null ? 0 : received - beforeBody;
  }

  /** Whether the call met a connection that had been used before, and no byte came back on it. */
  boolean metAClosedConnection() {
    return connection != null
        && connectionReused
        && connection.getReceivedBytesCount() == receivedBefore;
  }

  private IOException tooMuch(String what) {
    excess = what;
    return new IOException(what);
  }
}
