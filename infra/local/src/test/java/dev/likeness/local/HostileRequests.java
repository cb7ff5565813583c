package dev.likeness.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Requests that no friend sends, derived from the document: its paths, parameters, fields, limits
 * and examples, each of them spoilt in every way that came to mind, and some in ways that came to
 * the random generator's. The same for the same seed.
 */
final class HostileRequests {
  /** JSON as it stands in the body; some of it is none. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "2",
          "5",
          "-0",
          "1.5",
          "1e400",
          "-1e400",
          "1E+2",
          "9223372036854775807",
          "9223372036854775808",
          "123456789".repeat(40),
          "\"\"",
          "\" \"",
          "\"0\"",
          "\"true\"",
          "\"null\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\uffff\\ufeff\"",
          "\"\u202e\ud83d\udc69\u200d\ud83d\udcbb\"",
          "\"" + "x".repeat(9_000) + "\"",
          "\"" + "\ud83d\ude00".repeat(8_001) + "\"",
          "\"../../etc/passwd\"",
          "\"javascript:alert(1)\"",
          "\"file:///etc/passwd\"",
          "\"http://127.0.0.1/\"",
          "\"https://169.254.169.254/latest\"",
          "\"https://[::1]/\"",
          "\"https://0x7f000001/\"",
          "\"https://user:pass@example.com/\"",
          "\"https://\"",
          "\"https://example.com:99999/\"",
          "\"https://exa mple.com/\"",
          "\"HTTPS://LOCALHOST/\"",
          "\"data:image/png;base64,\"",
          "\"data:image/png;base64,####\"",
          "\"data:,\"",
          "\"AAAA\"",
          "\"A\"",
          "\"AAA=A\"",
          "\"/9j/\"",
          "\"iVBORw0KGgo=\"",
          "\"R0lGODlh\"",
          "\"UklGRgAAAABXRUJQ\"",
          "\"[[x]]\"",
          "\"[[\"",
          "\"[[" + "a".repeat(64) + "]]\"",
          "\"'; DROP TABLE jobs; --\"",
          "\"${jndi:ldap://127.0.0.1/a}\"",
          "\"%s%n%x\"",
          "[]",
          "[null]",
          "[[]]",
          "[1]",
          "[\"\"]",
          "[\"a\",\"a\"]",
          "[{}]",
          "{}",
          "{\"a\":1}",
          "[" + "\"x\",".repeat(1_200) + "\"x\"]",
          "[".repeat(80) + "]".repeat(80),
          "{\"a\":".repeat(70) + "1" + "}".repeat(70),
          "nul",
          "tru",
          "'x'",
          "NaN",
          "Infinity",
          "+1",
          "01",
          ".5",
          "0x10",
          "\"\\x\"",
          "\"\\u12\"",
          "\"\t\"",
          "\"",
          "",
          "undefined");

  private static final List<String> PATH_PARTS =
      List.of(
          "",
          "x",
          "0",
          "-1",
          "null",
          "00000000000000000000000000000000",
          "0000000000000000000000000000000G",
          "ABCDEF00000000000000000000000000",
          "000000000000000000000000000000000",
          "%00",
          "%0a%0d",
          "%zz",
          "%",
          "%e2%80%ae",
          "%F0%9F%98%80",
          "%ff%fe",
          "..",
          "%2e%2e",
          "..%2f..%2fetc%2fpasswd",
          "a%2fb",
          "a;b=c",
          "a%3bb",
          "*",
          "{job_id}",
          "a//b",
          "a%5cb",
          "a".repeat(300),
          "a".repeat(5_000),
          "\u00e4\u00f6",
          "a b",
          "a?b",
          "a#b",
          "%u0041",
          "..;",
          ".",
          "con",
          "'%22%3C");

  private static final List<String> QUERY_VALUES =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "101",
          "1.5",
          "1e9",
          "99999999999999999999",
          "abc",
          "null",
          "true",
          "%00",
          "%zz",
          "%F0%9F%98%80",
          "%ff",
          "+",
          "a%26b=c",
          "x".repeat(129),
          "x".repeat(3_000),
          "SUCCEEDED",
          "succeeded",
          "SUCCEEDED,FAILED",
          "enhance",
          "ENHANCE",
          "2026-13-45",
          "2026-01-01",
          "9999-12-31",
          "0000-00-00",
          "-999999999-01-01",
          "%2B999999999-12-31",
          "2026-01-01T00:00:00Z",
          "2026-01-01T25:61:61Z",
          "9999999-01-01T00:00:00Z",
          "2026-01-01T00:00:00%2B14:00",
          "-1000000000-01-01T00:00:00Z",
          "AAAA",
          "e30",
          "e30=",
          "eyJhIjoxfQ",
          "Zm9v",
          "MTIzfGFiYw",
          "..",
          "'%20or%201=1",
          "[]",
          "{}");

  private static final List<String> HEADERS =
      List.of(
          "Accept: text/html",
          "Accept: ;;;",
          "Accept: */",
          "Accept: application/json;q=bogus",
          "Accept: application/xml, */*;q=0.1",
          "X-Request-Id: a b c",
          "X-Request-Id:",
          "X-Request-Id: " + "r".repeat(3_000),
          "X-Request-Id: \u00e4\u00f6\ud83d\ude00",
          "X-Long: " + "x".repeat(7_000),
          "X-Long: " + "x".repeat(20_000),
          "If-None-Match: \"",
          "If-None-Match: *",
          "If-None-Match: W/",
          "Range: bytes=9-1",
          "If-Modified-Since: yesterday",
          "Accept-Encoding: gzip;q=x",
          "Accept-Encoding: br",
          "Accept-Language: \u00e4",
          "Accept-Charset: bogus",
          "Content-Encoding: gzip",
          "Content-Encoding: deflate",
          "Content-Encoding: bogus",
          "Transfer-Encoding: bogus",
          "Transfer-Encoding: chunked",
          "Content-Length: -1",
          "Content-Length: 1x",
          "Content-Length: 99999999999999999999",
          "Expect: 100-continue",
          "Expect: bogus",
          "X-HTTP-Method-Override: DELETE",
          "Upgrade: websocket",
          "Cookie: a=b; =; ;;",
          "Forwarded: for=\"_x\"",
          "X-Forwarded-Host: example.com",
          "Host: other",
          "Host:",
          ": x",
          "No-Colon",
          " Folded: x",
          "X\u0000: y",
          "Last-Event-ID: x",
          "Te: trailers");

  private static final List<String> MEDIA_TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "multipart/form-data",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "application/json; charset=utf-16",
          "application/json; charset=bogus",
          "application/json; charset=",
          "application/json;",
          "application/JSON",
          "application/*",
          "*/*",
          "json",
          "/",
          "",
          "application/json, text/x",
          "application/vnd.api+json",
          "application/json; \u00e4=1");

  private static final List<String> METHODS =
      List.of(
          "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "FOO",
          "CONNECT", "PRI");

  private static final List<String> BODIES =
      List.of(
          "",
          " ",
          "null",
          "[]",
          "{}",
          "1",
          "\"x\"",
          "{}{}",
          "{} x",
          "{\"a\"}",
          "{,}",
          "{\"a\":1,}",
          "[".repeat(10_000),
          "{\"a\":".repeat(5_000),
          "\ufeff{}",
          "<a/>",
          "a=b",
          "{\"\":1}",
          "{\"" + "k".repeat(60_000) + "\":1}",
          "{/**/}",
          "{'a':1}",
          "\u0000",
          "{\"a\":\"");

  private static final int RANDOM_ONES = 300;

  private final ApiStack stack;
  private final Random random;
  private final List<Hostile> requests = new ArrayList<>();

  HostileRequests(ApiStack stack, long seed) {
    this.stack = stack;
    this.random = new Random(seed);
  }

  /**
   * A request and whose answers are right for it.
   *
   * @param kind how it is spoilt; the same for requests that the same code judges
   * @param routed false if path, method or head are spoilt too, so that what answers on any path is
   *     right as well
   */
  record Hostile(
      String kind,
      String what,
      ApiDescription.Operation operation,
      RawHttp.Request request,
      boolean routed) {}

  /**
   * So many requests, each of another kind, at an operation that chance chooses. Operations share
   * the code that judges a field or a header, so that to send each of them to each would ask the
   * same question many times over.
   */
  List<Hostile> some(int count) {
    spoilEverything();
    Collections.shuffle(requests, random);
    var kinds = new HashSet<String>();
    return requests.stream().filter(request -> kinds.add(request.kind())).limit(count).toList();
  }

  private void spoilEverything() {
    for (var operation : stack.description().operations()) {
      spoilPath(operation);
      spoilQuery(operation);
      spoilHead(operation);
      if (operation.takesBody()) {
        spoilFields(operation);
        spoilBody(operation);
      }
    }
    var withBody =
        stack.description().operations().stream()
            .filter(ApiDescription.Operation::takesBody)
            .toList();
    for (int i = 0; i < RANDOM_ONES; i++) {
      spoilAtRandom(withBody.get(random.nextInt(withBody.size())));
    }
  }

  private void spoilPath(ApiDescription.Operation operation) {
    if (operation.path().contains("{")) {
      for (String part : PATH_PARTS) {
        String target = operation.path().replaceAll("\\{\\w+}", part.replace("$", "\\$"));
        addRoute("path " + shortened(part), operation, plain(operation, target));
      }
    }
    for (String end : List.of("/", "//", "/x", ";a=b", "?", "?=&&", "%20", ".json", "/..", "#x")) {
      addRoute("path + " + end, operation, plain(operation, target(operation) + end));
    }
  }

  private void spoilQuery(ApiDescription.Operation operation) {
    for (JsonNode parameter : stack.description().parameters(operation)) {
      if (parameter.path("in").asText().equals("query")) {
        String name = parameter.path("name").asText();
        for (String value : QUERY_VALUES) {
          String target = target(operation) + "?" + name + "=" + value;
          // A query that cannot be decoded is refused before anybody asks for the parameter.
          add("query " + name + "=" + shortened(value), operation, plain(operation, target), false);
        }
        String twice = target(operation) + "?" + name + "=1&" + name + "=2&" + name;
        add("query " + name + " thrice", operation, plain(operation, twice), true);
      }
    }
  }

  private void spoilHead(ApiDescription.Operation operation) {
    for (String header : HEADERS) {
      add("header " + shortened(header), operation, valid(operation).with(header), false);
    }
    for (String method : METHODS) {
      if (!method.equals(operation.method())) {
        RawHttp.Request request = valid(operation);
        addRoute(
            "method " + method,
            operation,
            new RawHttp.Request(method, request.target(), request.headers(), request.body()));
      }
    }
    for (String key : List.of("", " ", "x", "lk_", "\u00e4", "k".repeat(4_000), "a, b")) {
      RawHttp.Request request = valid(operation);
      var headers = new ArrayList<>(request.headers());
      headers.removeIf(header -> header.startsWith("X-API-Key"));
      headers.add("X-API-Key: " + key);
      add(
          "key " + shortened(key),
          operation,
          new RawHttp.Request(request.method(), request.target(), headers, request.body()),
          true);
    }
  }

  private void spoilFields(ApiDescription.Operation operation) {
    Map<String, JsonNode> fields = stack.description().fields(operation);
    for (var field : fields.entrySet()) {
      ObjectNode without = example(operation);
      if (without.has("client_request_id")) {
        without.put("client_request_id", "fuzz-" + operation.id() + "-" + field.getKey());
      }
      without.remove(field.getKey());
      addBody("without " + field.getKey(), operation, without.toString());
      String rest = without.isEmpty() ? "" : "," + inner(without);
      for (String value : VALUES) {
        String body = "{\"" + field.getKey() + "\":" + value + rest + "}";
        addBody(field.getKey() + "=" + shortened(value), operation, body);
      }
      for (String value : atTheLimits(field.getValue())) {
        String body = "{\"" + field.getKey() + "\":" + value + rest + "}";
        addBody(field.getKey() + " at a limit " + shortened(value), operation, body);
      }
      String twice = "{\"" + field.getKey() + "\":1," + inner(example(operation)) + "}";
      addBody("twice " + field.getKey(), operation, twice);
    }
    for (String elsewhere :
        List.of("images", "image", "input_image", "base_model", "quality", "image_urls", "seed")) {
      addBody(
          "other field " + elsewhere,
          operation,
          "{\"" + elsewhere + "\":\"x\"," + inner(example(operation)) + "}");
    }
  }

  /** Just inside and just outside of what the schema allows. */
  private static List<String> atTheLimits(JsonNode schema) {
    var values = new ArrayList<String>();
    for (String limit : List.of("minimum", "maximum")) {
      if (schema.has(limit)) {
        values.add(Long.toString(schema.path(limit).asLong() - 1));
        values.add(Long.toString(schema.path(limit).asLong() + 1));
      }
    }
    if (schema.has("maxLength")) {
      int longest = schema.path("maxLength").asInt();
      values.add("\"" + "p".repeat(longest) + "\"");
      values.add("\"" + "p".repeat(longest + 1) + "\"");
    }
    for (String limit : List.of("minItems", "maxItems")) {
      for (int more = -1; more <= 1 && schema.has(limit); more++) {
        int count = Math.max(0, schema.path(limit).asInt() + more);
        values.add("[" + String.join(",", Collections.nCopies(count, "\"AAAA\"")) + "]");
      }
    }
    schema
        .path("enum")
        .forEach(
            value -> {
              values.add("\"" + value.asText() + " \"");
              values.add("\"" + value.asText().toUpperCase(Locale.ROOT) + "\"");
            });
    return values;
  }

  private void spoilBody(ApiDescription.Operation operation) {
    for (String body : BODIES) {
      addBody("body " + shortened(body), operation, body);
    }
    for (String type : MEDIA_TYPES) {
      RawHttp.Request request = valid(operation);
      var headers = new ArrayList<>(request.headers());
      headers.removeIf(header -> header.startsWith("Content-Type"));
      headers.add("Content-Type: " + type);
      add(
          "type " + type,
          operation,
          new RawHttp.Request("POST", request.target(), headers, request.body()),
          true);
    }
    byte[] good = example(operation).toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 12; i++) {
      byte[] begin = Arrays.copyOf(good, random.nextInt(good.length));
      add("truncated, and says so", operation, post(operation, begin, begin.length), true);
      add("truncated, and does not say so", operation, post(operation, begin, good.length), false);
    }
    byte[] wide = example(operation).toString().getBytes(StandardCharsets.UTF_16);
    add("UTF-16", operation, post(operation, wide, wide.length), true);
    for (String chunks :
        List.of("2\r\n{}\r\n0\r\n\r\n", "zz\r\n{}\r\n", "2\r\n{}", "ffffffffff\r\n{}", "-1\r\n")) {
      RawHttp.Request request = post(operation, chunks.getBytes(StandardCharsets.UTF_8), -1);
      String what = "chunks " + chunks.replace("\r\n", " ");
      add(what, operation, request.with("Transfer-Encoding: chunked"), false);
    }
  }

  private void spoilAtRandom(ApiDescription.Operation operation) {
    byte[] body = example(operation).toString().getBytes(StandardCharsets.UTF_8);
    int kind = random.nextInt(3);
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(body.length);
      switch (kind) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body[at] = (byte) "{}[]\",:\\0e-".charAt(random.nextInt(11));
        default -> {
          int to = Math.min(body.length, at + random.nextInt(40));
          System.arraycopy(body, at, body, 0, to - at);
        }
      }
    }
    add("random " + requests.size(), operation, post(operation, body, body.length), true);
  }

  private void addBody(String what, ApiDescription.Operation operation, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    add(what, operation, post(operation, bytes, bytes.length), true);
  }

  private void add(
      String what, ApiDescription.Operation operation, RawHttp.Request request, boolean routed) {
    requests.add(new Hostile(what, operation.id() + ": " + what, operation, request, routed));
  }

  /** Each path has its own route, and so each is a kind of its own. */
  private void addRoute(String what, ApiDescription.Operation operation, RawHttp.Request request) {
    String kind = operation.id() + ": " + what;
    requests.add(new Hostile(kind, kind, operation, request, false));
  }

  /** With nothing wrong about it. */
  private RawHttp.Request valid(ApiDescription.Operation operation) {
    if (!operation.takesBody()) {
      return plain(operation, target(operation));
    }
    byte[] body = example(operation).toString().getBytes(StandardCharsets.UTF_8);
    return post(operation, body, body.length);
  }

  private RawHttp.Request plain(ApiDescription.Operation operation, String target) {
    return new RawHttp.Request(operation.method(), target, List.of(key()), new byte[0]);
  }

  /**
   * @param length to declare; none if negative
   */
  private RawHttp.Request post(ApiDescription.Operation operation, byte[] body, int length) {
    var headers = new ArrayList<>(List.of(key(), "Content-Type: application/json"));
    if (length >= 0) {
      headers.add("Content-Length: " + length);
    }
    return new RawHttp.Request("POST", operation.path(), headers, body);
  }

  private String key() {
    return "X-API-Key: " + stack.stack().apiKey();
  }

  private static String target(ApiDescription.Operation operation) {
    return operation.path().replaceAll("\\{\\w+}", "00000000000000000000000000000000");
  }

  /** The first: asynchronous, so that nobody waits for what is accepted. */
  private ObjectNode example(ApiDescription.Operation operation) {
    var example =
        (ObjectNode) stack.here(stack.description().examples(operation).values().iterator().next());
    // What is accepted in spite of everything is accepted once.
    return stack.description().fields(operation).containsKey("client_request_id")
        ? example.put("client_request_id", "fuzz-" + operation.id())
        : example;
  }

  /** The members of an object without its braces. */
  private static String inner(ObjectNode object) {
    String text = object.toString();
    return text.substring(1, text.length() - 1);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "... (" + text.length() + ")";
  }
}
