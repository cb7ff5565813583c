package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a documented operation, built up and then sent; whatever comes back has to be as it is
 * documented for that operation.
 */
final class ApiCall {
  private static final String API_KEY = "X-API-Key: ";

  private final ApiStack stack;
  private final ApiDescription.Operation operation;
  private final List<String> headers = new ArrayList<>();
  private String target;
  private byte[] body = {};

  private ApiCall(ApiStack stack, ApiDescription.Operation operation) {
    this.stack = stack;
    this.operation = operation;
    this.target = operation.path();
  }

  /** With the API key of the stack's account. */
  static ApiCall of(ApiStack stack, String operationId) {
    ApiCall call = withoutKey(stack, operationId);
    call.headers.add(API_KEY + stack.stack().apiKey());
    return call;
  }

  static ApiCall withoutKey(ApiStack stack, String operationId) {
    return new ApiCall(stack, stack.description().operation(operationId));
  }

  ApiCall path(String name, String value) {
    target = target.replace("{" + name + "}", value);
    return this;
  }

  ApiCall query(String query) {
    target = target + (target.contains("?") ? "&" : "?") + query;
    return this;
  }

  ApiCall header(String line) {
    headers.add(line);
    return this;
  }

  ApiCall json(JsonNode json) {
    return body("application/json", json.toString());
  }

  ApiCall body(String type, String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
    headers.add("Content-Type: " + type);
    headers.add("Content-Length: " + body.length);
    return this;
  }

  /** What came back, and is as documented. */
  record Answer(RawHttp.Answer raw) {
    int status() {
      return raw.status();
    }

    JsonNode json() {
      try {
        return new ObjectMapper().readTree(raw.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String text(String pointer) {
      return json().at(pointer).asText();
    }

    String header(String name) {
      return raw.header(name).orElse("");
    }

    private String shown() {
      return new String(raw.body(), 0, Math.min(raw.body().length, 500), StandardCharsets.UTF_8);
    }
  }

  Answer send() {
    var request = new RawHttp.Request(operation.method(), target, headers, body);
    try {
      var answer = new Answer(stack.http().send(request).orElseThrow());
      assertThat(stack.description().objections(operation, answer.raw()))
          .as("%s %s: %d %s", operation.method(), target, answer.status(), answer.shown())
          .isEmpty();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In addition to {@link #send}: the status is {@code status}. */
  Answer expect(int status) {
    Answer answer = send();
    assertThat(answer.status()).as("%s: %s", operation.id(), answer.shown()).isEqualTo(status);
    return answer;
  }

  /** In addition to {@link #expect}: the error is {@code code}. */
  Answer expect(int status, String code) {
    Answer answer = expect(status);
    assertThat(answer.text("/code")).isEqualTo(code);
    assertThat(answer.text("/request_id")).isEqualTo(answer.header("X-Request-Id"));
    return answer;
  }
}
