package dev.likeness.local.kafka;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The registry's Confluent-compatible API, called as plain HTTP so that no client hides it. */
record SchemaRoundTrip(String registryUrl) {
  /** A schema of one string, as JSON inside JSON. */
  static final String REQUEST = "{\"schema\": \"{\\\"type\\\":\\\"string\\\"}\"}";

  String register(String subject) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(registryUrl + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
            .build());
  }

  String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(registryUrl + path)).build());
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
