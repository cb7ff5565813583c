package dev.likeness.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sends requests byte by byte as they are given, right or wrong: clients of the JDK refuse to send
 * what a hostile caller sends. One connection for each request. Thread safe; blocks.
 */
final class RawHttp {
  private static final int LONGEST_WAIT_MILLIS = Math.toIntExact(Duration.ofSeconds(90).toMillis());
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress address;

  RawHttp(URI url) {
    this.address = new InetSocketAddress(url.getHost(), url.getPort());
  }

  /**
   * What a server answered.
   *
   * @param headers by their names in lower case
   */
  record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
    }
  }

  /**
   * A request as it goes over the wire.
   *
   * @param headers lines without their ends; {@code Host} and {@code Connection} are added
   */
  record Request(String method, String target, List<String> headers, byte[] body) {
    Request with(String header) {
      var more = new ArrayList<>(headers);
      more.add(header);
      return new Request(method, target, more, body);
    }

    byte[] bytes() {
      var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
      head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
      headers.forEach(line -> head.append(line).append("\r\n"));
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(body);
      return bytes.toByteArray();
    }
  }

  /** Empty if the server closed the connection without an answer. */
  Optional<Answer> send(Request request) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(address, LONGEST_WAIT_MILLIS);
      socket.setSoTimeout(LONGEST_WAIT_MILLIS);
      try {
        socket.getOutputStream().write(request.bytes());
        socket.shutdownOutput(); // nothing more comes, whatever Content-Length says
      } catch (IOException e) {
        // A server need not take a request that it refuses; its answer may be there all the same.
      }
      return answer(readAll(socket), request.method().equals("HEAD"));
    }
  }

  private static byte[] readAll(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var buffer = new byte[16 * 1024];
    var in = socket.getInputStream();
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes.write(buffer, 0, count);
      }
    } catch (IOException e) {
      if (bytes.size() == 0 && !"Connection reset".equals(e.getMessage())) {
        throw e;
      }
    }
    return bytes.toByteArray();
  }

  private static Optional<Answer> answer(byte[] bytes, boolean headOnly) {
    int end = indexOf(bytes, END_OF_HEAD, 0);
    if (end < 0) {
      return Optional.empty();
    }
    String[] lines = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    var body = Arrays.copyOfRange(bytes, end + END_OF_HEAD.length, bytes.length);
    if (status == 100) {
      return answer(body, headOnly);
    }
    var headers = new TreeMap<String, List<String>>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    boolean chunked =
        headers.getOrDefault("transfer-encoding", List.of()).contains("chunked") && !headOnly;
    return Optional.of(new Answer(status, headers, chunked ? unchunked(body) : body));
  }

  private static byte[] unchunked(byte[] chunks) {
    var body = new ByteArrayOutputStream();
    byte[] lineEnd = {'\r', '\n'};
    int at = 0;
    while (at < chunks.length) {
      int end = indexOf(chunks, lineEnd, at);
      int size = Integer.parseInt(new String(chunks, at, end - at, StandardCharsets.US_ASCII), 16);
      body.write(chunks, end + 2, size);
      at = size == 0 ? chunks.length : end + 2 + size + 2;
    }
    return body.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] what, int from) {
    for (int i = from; i <= bytes.length - what.length; i++) {
      if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return -1;
  }
}
