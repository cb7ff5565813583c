package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiClientTest {
  private HttpServer server;
  private ApiClient api;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    api = new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "the key");
  }

  @AfterEach
  void stop() {
    api.close();
    server.stop(0);
  }

  @Test
  void sendsItsKeyAndReadsTheAnswer() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          byte[] key =
              exchange.getRequestHeaders().getFirst("X-API-Key").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('"');
          exchange.getResponseBody().write(key);
          exchange.getResponseBody().write('"');
          exchange.close();
        });

    assertThat(api.get(URI.create("/any")).asText()).isEqualTo("the key");
  }

  @Test
  void saysWhatTheApiHasAgainstARequest() {
    answering(400, "{\"code\":\"INVALID_IMAGE\",\"detail\":\"Not an image.\"}");

    assertThatIOException()
        .isThrownBy(() -> api.post(URI.create("/any"), Map.of()))
        .withMessage("the API answered 400 INVALID_IMAGE: Not an image.");
  }

  @Test
  void saysWhichFieldsTheApiDoesNotTake() {
    answering(422, "{\"code\":\"VALIDATION_FAILED\",\"detail\":[{\"msg\":\"too long\"}]}");

    assertThatIOException()
        .isThrownBy(() -> api.post(URI.create("/any"), Map.of()))
        .withMessage("the API answered 422 VALIDATION_FAILED: [{\"msg\":\"too long\"}]");
  }

  private void answering(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length());
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
  }
}
