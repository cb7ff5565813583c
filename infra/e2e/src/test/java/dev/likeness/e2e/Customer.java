package dev.likeness.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls the HTTP API with an API key. Thread safe. */
final class Customer implements AutoCloseable {
  private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELED", "EXPIRED");
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

  /** An answer of the API. */
  record Answer(int status, JsonNode body) {
    String text(String pointer) {
      return body.at(pointer).asText();
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI url;
  private final String apiKey;

  Customer(Cluster cluster) {
    this(cluster.url(), cluster.apiKey());
  }

  /**
   * @param url of a public edge
   */
  Customer(URI url, String apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /** The fields of an asynchronous request, for a test to add to. */
  static Map<String, Object> asyncRequest(byte[] photo) {
    var request = new LinkedHashMap<String, Object>();
    request.put("image", Base64.getEncoder().encodeToString(photo));
    request.put("async", true);
    request.put("response_mode", "urls");
    return request;
  }

  Answer enhance(Map<String, Object> request) throws IOException, InterruptedException {
    return post("/v1/phota/enhance", request);
  }

  Answer post(String path, Map<String, Object> request) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(request))));
  }

  /** Sends the whole request and reads nothing; closing what this returns is hanging up. */
  Socket callWithoutReading(String path, Map<String, Object> request) throws IOException {
    byte[] body = json.writeValueAsBytes(request);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, url.getAuthority(), apiKey, body.length);
    var socket = new Socket(url.getHost(), url.getPort());
    OutputStream out = socket.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    return socket;
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve(path)).DELETE());
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve(path)).GET());
  }

  Answer job(String jobId, int waitSeconds) throws IOException, InterruptedException {
    return get("/v1/phota/jobs/" + jobId + "?wait=" + waitSeconds);
  }

  /** Asks until the job has ended; an edge that is down, or says 503, is asked again. */
  JsonNode awaitEnd(String jobId, Duration limit) throws InterruptedException {
    Instant deadline = Instant.now().plus(limit);
    JsonNode last = json.nullNode();
    while (Instant.now().isBefore(deadline)) {
      try {
        Answer answer = job(jobId, 5);
        if (answer.status() == 404) {
          throw new AssertionError("an accepted job answers 404: " + jobId);
        }
        last = answer.body();
        if (answer.status() == 200 && ENDED.contains(answer.text("/status"))) {
          return last;
        }
      } catch (IOException e) {
        pause();
      }
    }
    throw new AssertionError("job " + jobId + " did not end within " + limit + ": " + last);
  }

  byte[] download(String url) throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(CALL_LIMIT).build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new AssertionError("download answered " + response.statusCode());
    }
    return response.body();
  }

  /** A file of the API itself, which needs the key. */
  byte[] file(String path) throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(url.resolve(path))
                .header("X-API-Key", apiKey)
                .timeout(CALL_LIMIT)
                .build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answered " + response.statusCode());
    }
    return response.body();
  }

  String webhookSecret() throws IOException, InterruptedException {
    return get("/v1/phota/webhook-secret").text("/secret");
  }

  @Override
  public void close() {
    http.close();
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response =
        http.send(
            request.header("X-API-Key", apiKey).timeout(CALL_LIMIT).build(),
            BodyHandlers.ofByteArray());
    JsonNode body = response.body().length == 0 ? json.nullNode() : json.readTree(response.body());
    return new Answer(response.statusCode(), body);
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200); // between two looks at an edge that is down
  }
}
