package dev.likeness.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A schema registry that answers as it is told, on a port of the system's choice. What the real one
 * answers is shown by {@link AvroSerdesIT}.
 */
final class FakeRegistry implements AutoCloseable {
  private record Answer(int status, String body) {}

  private static final Answer UNKNOWN =
      new Answer(404, "{\"error_code\":40403,\"message\":\"no schema\"}");

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers the question for the schema {@code id}, from now on. */
  void answer(int id, int status, String body) {
    answers.put("/schemas/ids/" + id, new Answer(status, body));
  }

  /** Answers the question for a version of a subject, from now on. */
  void answer(String subject, int version, String body) {
    answers.put("/subjects/" + subject + "/versions/" + version, new Answer(200, body));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), UNKNOWN);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
