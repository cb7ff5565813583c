package dev.likeness.kit.kafka;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** The real registry behind a switch: while it is off, each answer is a status without a body. */
final class SwitchedRegistry implements AutoCloseable {
  private final String real;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile int statusWhenOff;

  SwitchedRegistry(String real) throws IOException {
    this.real = real;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void off(int status) {
    statusWhenOff = status;
  }

  void on() {
    statusWhenOff = 0;
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (statusWhenOff != 0) {
        exchange.sendResponseHeaders(statusWhenOff, -1);
        return;
      }
      var request =
          HttpRequest.newBuilder(URI.create(real + exchange.getRequestURI()))
              .header("Content-Type", "application/vnd.schemaregistry.v1+json")
              .method(
                  exchange.getRequestMethod(),
                  BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
              .build();
      var answer = client.send(request, BodyHandlers.ofByteArray());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
