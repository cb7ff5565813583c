package dev.likeness.kit.testing.hostile;

import dev.likeness.kit.testing.hostile.HostileServer.HostileAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Ways to answer: usual ones first, then those that are meant to hurt. */
public final class HostileAnswers {
  private HostileAnswers() {}

  /** A whole answer without a body. */
  public static HostileAnswer status(int status) {
    return answer(status, Map.of(), new byte[0]);
  }

  /** A whole answer. */
  public static HostileAnswer answer(int status, Map<String, String> headers, byte[] body) {
    return conversation -> {
      conversation.send(head(status, headers, "Content-Length: " + body.length));
      conversation.send(body);
    };
  }

  public static HostileAnswer answer(int status, String body) {
    return answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param location as it stands in the header, each character one byte
   */
  public static HostileAnswer redirect(String location) {
    return answer(302, Map.of("Location", location), new byte[0]);
  }

  /** Reads the request and says nothing. */
  public static HostileAnswer never() {
    return HostileServer.Conversation::keepSilent;
  }

  public static HostileAnswer endlessStatusLine() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 ");
      conversation.sendEndlessly("O");
    };
  }

  public static HostileAnswer endlessHeaderLine() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nX-Long: ");
      conversation.sendEndlessly("x");
    };
  }

  /** One header that goes on and on in lines of its own (obsolete folding). */
  public static HostileAnswer endlessFoldedHeader() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nX-Folded: begin\r\n");
      conversation.sendEndlessly(" more\r\n");
    };
  }

  public static HostileAnswer endlessHeaders() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\n");
      conversation.sendEndlessly("X-Header: x\r\n");
    };
  }

  /** Few headers, each just as long as a line may be. */
  public static HostileAnswer manyLongHeaders() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\n");
      for (int header = 0; header < 90; header++) {
        conversation.send("X-Header-" + header + ": " + "x".repeat(8_000) + "\r\n");
      }
      conversation.send("Content-Length: 0\r\n\r\n");
    };
  }

  public static HostileAnswer endlessEmptyLines() {
    return conversation -> conversation.sendEndlessly("\r\n");
  }

  public static HostileAnswer endlessInterimAnswers() {
    return conversation -> conversation.sendEndlessly("HTTP/1.1 102 Processing\r\n\r\n");
  }

  public static HostileAnswer endlessChunkExtension() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=");
      conversation.sendEndlessly("x");
    };
  }

  /** Chunks of one byte, each with an extension just as long as a line may be. */
  public static HostileAnswer longChunkExtensions() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      conversation.sendEndlessly("1;x=" + "x".repeat(8_000) + "\r\n.\r\n");
    };
  }

  public static HostileAnswer endlessTrailers() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n.\r\n0\r\n");
      conversation.sendEndlessly("X-Trailer: x\r\n");
    };
  }

  public static HostileAnswer endlessBody() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      conversation.sendEndlessly("400\r\n" + "x".repeat(0x400) + "\r\n");
    };
  }

  /** A whole head, and then a byte of the body now and then. */
  public static HostileAnswer drippingBody(int status) {
    return conversation -> {
      conversation.send(head(status, Map.of(), "Content-Length: 1000000"));
      conversation.drip(".", 20);
    };
  }

  /** A byte of a header now and then. */
  public static HostileAnswer drippingHead() {
    return conversation -> {
      conversation.send("HTTP/1.1 200 OK\r\nX-Slow: ");
      conversation.drip("x", 20);
    };
  }

  /** A whole head, and a body that ends before all of it came. */
  public static HostileAnswer cutBody(int status) {
    return conversation -> {
      conversation.send(head(status, Map.of(), "Content-Length: 1000") + "the begin");
      conversation.hangUp();
    };
  }

  /** A whole head, and a body that never comes. */
  public static HostileAnswer missingBody(int status) {
    return conversation -> {
      conversation.send(head(status, Map.of(), "Content-Length: 1000"));
      conversation.keepSilent();
    };
  }

  /** A whole head that describes its body in a way that nobody can read. */
  public static HostileAnswer unreadableLength(int status) {
    return conversation -> {
      conversation.send(head(status, Map.of(), "Content-Length: many"));
      conversation.hangUp();
    };
  }

  /** Answers well, and then ends the connection without having said that it would. */
  public static HostileAnswer hangingUpAfter(HostileAnswer answer) {
    return conversation -> {
      answer.to(conversation);
      conversation.hangUp();
    };
  }

  /** Hears the request and ends the connection. */
  public static HostileAnswer hangUp() {
    return HostileServer.Conversation::hangUp;
  }

  /**
   * Answers the first request of each connection and ends the connection at the second: what a
   * server with a short idle time does, as seen by a client that was a moment late.
   */
  public static HostileAnswer onlyTheFirst(HostileAnswer answer) {
    return conversation -> {
      if (conversation.request().onConnection() == 1) {
        answer.to(conversation);
      } else {
        conversation.reset();
      }
    };
  }

  private static String head(int status, Map<String, String> headers, String length) {
    var head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n" + length + "\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString();
  }
}
