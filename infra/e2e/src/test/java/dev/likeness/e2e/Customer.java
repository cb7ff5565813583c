package dev.likeness.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
  private final Cluster cluster;

  Customer(Cluster cluster) {
    this.cluster = cluster;
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
    return send(
        HttpRequest.newBuilder(cluster.url().resolve("/v1/phota/enhance"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(request))));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(cluster.url().resolve(path)).GET());
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
            request.header("X-API-Key", cluster.apiKey()).timeout(CALL_LIMIT).build(),
            BodyHandlers.ofByteArray());
    JsonNode body = response.body().length == 0 ? json.nullNode() : json.readTree(response.body());
    return new Answer(response.statusCode(), body);
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200); // between two looks at an edge that is down
  }
}
