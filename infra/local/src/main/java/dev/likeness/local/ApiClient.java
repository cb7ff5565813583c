package dev.likeness.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A customer of the HTTP API. Every call has a limit. Not thread safe. */
final class ApiClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(75);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI base;
  private final String apiKey;

  ApiClient(URI base, String apiKey) {
    this.base = base;
    this.apiKey = apiKey;
  }

  JsonNode get(URI path) throws IOException, InterruptedException {
    return call(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  JsonNode post(URI path, Object body) throws IOException, InterruptedException {
    return call(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
  }

  /** Bytes behind a signed URL: it needs no key. */
  byte[] download(URI url) throws IOException, InterruptedException {
    var response =
        http.send(HttpRequest.newBuilder(url).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("download answered " + response.statusCode());
    }
    return response.body();
  }

  @Override
  public void close() {
    http.close();
  }

  private JsonNode call(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response =
        http.send(
            request.header("X-API-Key", apiKey).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
    JsonNode answer = json.readTree(response.body());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "the API answered %d %s: %s"
              .formatted(
                  response.statusCode(),
                  answer.path("code").asText(),
                  answer.path("detail").isTextual()
                      ? answer.path("detail").asText()
                      : answer.path("detail").toString()));
    }
    return answer;
  }
}
