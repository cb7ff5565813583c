package dev.likeness.callback.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A customer's endpoint on loopback: keeps what arrives, answers as told. Thread safe. */
public final class RecordingReceiver implements AutoCloseable {
  /** A request that arrived. */
  public record Received(String path, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What to answer; the number of the request to this endpoint counts from 1. */
  @FunctionalInterface
  public interface Behaviour {
    Reply to(int number) throws InterruptedException;
  }

  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Behaviour behaviour;

  /**
   * @param port 0 for any
   */
  public RecordingReceiver(int port, Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static RecordingReceiver answering(int status) {
    return new RecordingReceiver(0, _ -> Reply.of(status));
  }

  /** Accepts calls and never answers, until it is closed. */
  public static RecordingReceiver silent() {
    var release = new CountDownLatch(1);
    return new RecordingReceiver(
        0,
        _ -> {
          release.await();
          return Reply.of(200);
        });
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst()));
      byte[] body = exchange.getRequestBody().readAllBytes();
      int number;
      synchronized (received) {
        received.add(new Received(exchange.getRequestURI().getPath(), headers, body));
        number = received.size();
      }
      Reply reply = behaviour.to(number);
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
