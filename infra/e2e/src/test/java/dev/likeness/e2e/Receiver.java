package dev.likeness.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A customer's web server. Keeps every webhook; refuses as many calls at first as it is told.
 * Thread safe.
 */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, List<Webhook>> byJob = new ConcurrentHashMap<>();
  private final AtomicInteger toRefuse;

  /** A webhook as it came. */
  record Webhook(
      byte[] body, String photaSignature, String id, String timestamp, String signature) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }

    /** Both signatures, worked out anew from the secret as the API gives it. */
    boolean isGenuine(String secret) throws GeneralSecurityException {
      byte[] whole = secret.getBytes(StandardCharsets.UTF_8);
      boolean phota =
          photaSignature.equals("sha256=" + HexFormat.of().formatHex(hmac(whole, body)));
      byte[] decoded = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      byte[] prefix = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
      byte[] signed = new byte[prefix.length + body.length];
      System.arraycopy(prefix, 0, signed, 0, prefix.length);
      System.arraycopy(body, 0, signed, prefix.length, body.length);
      String standard = "v1," + Base64.getEncoder().encodeToString(hmac(decoded, signed));
      return phota && List.of(signature.split(" ")).contains(standard);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    }
  }

  Receiver() throws IOException {
    this(0);
  }

  /**
   * @param refusals calls that are answered 503 before the first is taken
   */
  Receiver(int refusals) throws IOException {
    toRefuse = new AtomicInteger(refusals);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** Jobs of which a webhook came. */
  Set<String> jobs() {
    return Set.copyOf(byJob.keySet());
  }

  List<Webhook> of(String jobId) {
    return byJob.getOrDefault(jobId, List.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      var headers = exchange.getRequestHeaders();
      var webhook =
          new Webhook(
              body,
              String.valueOf(headers.getFirst("X-Phota-Signature")),
              String.valueOf(headers.getFirst("webhook-id")),
              String.valueOf(headers.getFirst("webhook-timestamp")),
              String.valueOf(headers.getFirst("webhook-signature")));
      String jobId = webhook.json().path("job_id").asText();
      byJob.computeIfAbsent(jobId, id -> new CopyOnWriteArrayList<>()).add(webhook);
      exchange.sendResponseHeaders(204, -1);
    }
  }
}
