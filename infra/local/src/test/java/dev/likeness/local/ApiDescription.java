package dev.likeness.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The OpenAPI document, as tests use it: what can be asked, with which examples, and whether an
 * answer is as documented. Stricter than the document in one respect: an answer has no fields that
 * are not in it. Thread safe.
 */
final class ApiDescription {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final Pattern OUR_HEADER = Pattern.compile("(x-|ratelimit-).*|retry-after");

  private final ObjectMapper json = new ObjectMapper();
  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  ApiDescription(byte[] document) throws IOException {
    this.document = json.readTree(document);
    close(this.document.path("components").path("schemas"));
    close(this.document.path("paths"));
  }

  /** One method of one path. */
  record Operation(String method, String path, JsonNode node) {
    String id() {
      return node.path("operationId").asText();
    }

    boolean takesBody() {
      return node.has("requestBody");
    }
  }

  /** An object that names its properties has no others. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiDescription::close);
  }

  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(
                        method ->
                            new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue()))
                    .forEach(operations::add));
    return operations;
  }

  Operation operation(String id) {
    return operations().stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not documented: " + id));
  }

  /** The parameters of an operation, written out. */
  List<JsonNode> parameters(Operation operation) {
    var parameters = new ArrayList<JsonNode>();
    operation.node().path("parameters").forEach(node -> parameters.add(resolved(node)));
    return parameters;
  }

  /** The fields of an operation's body, written out, by name. */
  Map<String, JsonNode> fields(Operation operation) {
    JsonNode schema =
        resolved(operation.node().at("/requestBody/content/application~1json/schema"));
    var fields = new LinkedHashMap<String, JsonNode>();
    schema.path("properties").properties().forEach(f -> fields.put(f.getKey(), f.getValue()));
    return fields;
  }

  /** Example bodies of an operation, by name. */
  Map<String, JsonNode> examples(Operation operation) {
    var examples = new LinkedHashMap<String, JsonNode>();
    operation
        .node()
        .at("/requestBody/content/application~1json/examples")
        .properties()
        .forEach(example -> examples.put(example.getKey(), example.getValue().path("value")));
    return examples;
  }

  /** What is not as documented for {@code operation}. */
  List<String> objections(Operation operation, RawHttp.Answer answer) {
    return objections(operation, answer, false);
  }

  /** As {@link #objections(Operation, RawHttp.Answer)}, for an answer that may have no body. */
  List<String> objections(Operation operation, RawHttp.Answer answer, boolean withoutBody) {
    JsonNode response =
        resolved(operation.node().path("responses").path(Integer.toString(answer.status())));
    return response.isMissingNode()
        ? List.of("status " + answer.status() + " is not documented")
        : objections(response, answer, withoutBody);
  }

  /** What is not as documented for a request of which nobody can say for which operation it was. */
  List<String> objectionsToAny(RawHttp.Answer answer, boolean withoutBody) {
    JsonNode response =
        resolved(document.path("x-any-path").path(Integer.toString(answer.status())));
    return response.isMissingNode()
        ? List.of("status " + answer.status() + " is not documented for any path")
        : objections(response, answer, withoutBody);
  }

  private List<String> objections(JsonNode response, RawHttp.Answer answer, boolean withoutBody) {
    var objections = new ArrayList<String>(objectionsToHeaders(response, answer));
    JsonNode content = response.path("content");
    if (withoutBody) {
      return objections;
    }
    if (content.isMissingNode()) {
      if (answer.body().length > 0) {
        objections.add("has a body, and none is documented");
      }
      return objections;
    }
    String type = answer.header("content-type").orElse("none").split(";", -1)[0];
    if (!content.has(type)) {
      objections.add("content type " + type + " is not documented");
    } else if (type.equals("application/json")) {
      objections.addAll(objectionsToBody(content.path(type).path("schema"), answer.body()));
    }
    return objections;
  }

  private List<String> objectionsToHeaders(JsonNode response, RawHttp.Answer answer) {
    var objections = new ArrayList<String>();
    var documented = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    response
        .path("headers")
        .properties()
        .forEach(
            header -> {
              documented.add(header.getKey());
              JsonNode description = resolved(header.getValue());
              Optional<String> value = answer.header(header.getKey());
              if (value.isPresent()) {
                objections.addAll(
                    messages(header.getKey(), description.path("schema"), typed(value.get())));
              } else if (description.path("required").asBoolean()) {
                objections.add("header " + header.getKey() + " is missing");
              }
            });
    for (String name : answer.headers().keySet()) {
      if (OUR_HEADER.matcher(name).matches()
          && !documented.contains(name)
          && !name.equals("x-content-type-options")) {
        objections.add("header " + name + " is not documented");
      }
    }
    return objections;
  }

  private List<String> objectionsToBody(JsonNode schema, byte[] body) {
    try {
      return messages("body", schema, json.readTree(body));
    } catch (IOException e) {
      return List.of("the body is not JSON");
    }
  }

  private List<String> messages(String what, JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema.toString(), _ -> compile(schema)).validate(value).stream()
        .map(error -> what + error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /** With the document's components beside it, where its references lead. */
  private Schema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    return registry.getSchema(whole);
  }

  private JsonNode typed(String value) {
    return value.matches("\\d{1,18}")
        ? json.getNodeFactory().numberNode(Long.parseLong(value))
        : json.getNodeFactory().textNode(value);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
