package dev.likeness.ingest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** One HTTP call, built up and then sent. */
public final class Call {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpRequest.Builder request;

  private Call(URI url) {
    this.request = HttpRequest.newBuilder(url);
  }

  public static Call to(URI url) {
    return new Call(url);
  }

  /** With the API key of account {@code acme}. */
  public Call authenticated() {
    return with("X-API-Key", EdgeApplication.API_KEY);
  }

  public Call with(String header, String value) {
    request.header(header, value);
    return this;
  }

  public Answer get() {
    return send("GET", BodyPublishers.noBody());
  }

  public Answer postJson(String body) {
    return with("Content-Type", "application/json").send("POST", BodyPublishers.ofString(body));
  }

  public Answer send(String method, BodyPublisher body) {
    try (var client = HttpClient.newHttpClient()) {
      return new Answer(
          client.send(request.method(method, body).build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What came back. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    /** Empty if the header is missing. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The {@code code} of an error. */
    public String code() {
      return json().path("code").asText();
    }
  }
}
