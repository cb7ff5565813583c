package dev.likeness.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A customer's web server: takes webhooks on loopback and checks their signature with nothing but
 * the JDK, as a customer would. Owns its port and thread.
 */
final class WebhookReceiver implements AutoCloseable {
  private static final int QUEUED = 16;

  /** A webhook as it came. */
  record Received(byte[] body, String signature, long nanoTime) {
    /**
     * Whether the sender knows the secret: {@code X-Phota-Signature: sha256=<hex
     * HMAC-SHA256(secret, body)>}.
     */
    boolean isSignedWith(String secret) {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        return Stream.of(signature.split(",", -1)) // several while a secret is being replaced
            .map(value -> value.strip().getBytes(StandardCharsets.UTF_8))
            .anyMatch(
                value ->
                    MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), value));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }
  }

  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>(QUEUED);

  WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/likeness");
  }

  Optional<Received> await(long seconds) throws InterruptedException {
    return Optional.ofNullable(received.poll(seconds, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String signature = exchange.getRequestHeaders().getFirst("X-Phota-Signature");
      boolean room =
          received.offer(new Received(body, signature == null ? "" : signature, System.nanoTime()));
      exchange.sendResponseHeaders(room ? 204 : 503, -1);
    }
  }
}
