package dev.likeness.ingest.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.likeness.ingest.catalogue.BaseModel;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeServer;
import dev.likeness.ingest.testing.IntakeWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fields of requests as {@code openapi.yaml} has them and as the edge has them: names and types
 * from {@link RequestShape}, choices from the catalogue; what is required, limits and defaults by
 * sending what the document allows, and what it does not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedFieldsTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private EdgeServer edge;
  private JsonNode document;

  @BeforeAll
  void start() throws Exception {
    edge = new EdgeServer();
    document = Call.to(edge.url("/v1/phota/openapi.json")).get().json();
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "generate", "enhance", "remix", "profiles/add"})
  void fieldsHaveTheSameNamesAndTypes(String path) {
    var documented = new TreeMap<String, String>();
    fields(path).forEach((name, schema) -> documented.put(name, type(schema)));
    var coded = new TreeMap<String, String>();
    shape(path).fields().forEach((name, type) -> coded.put(name, nameOf(type)));

    assertThat(documented).isEqualTo(coded);
  }

  @Test
  void choicesAreThoseOfTheCatalogue() {
    var catalogue = IntakeWorld.CATALOGUE;

    assertThat(choices(field("edit", "base_model")))
        .isEqualTo(new TreeSet<>(catalogue.baseModels().stream().map(BaseModel::id).toList()));
    assertThat(choices(field("edit", "resolution")))
        .isEqualTo(new TreeSet<>(catalogue.resolutions()));
    assertThat(choices(field("edit", "aspect_ratio")))
        .isEqualTo(new TreeSet<>(catalogue.aspectRatios()));
    assertThat(choices(field("edit", "quality"))).isEqualTo(new TreeSet<>(catalogue.qualities()));
    assertThat(choices(field("profiles/add", "training_tier")))
        .isEqualTo(new TreeSet<>(catalogue.tiers().stream().map(TrainingTier::id).toList()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "generate", "enhance", "remix", "profiles/add"})
  void exactlyTheRequiredFieldsMustBeThere(String path) {
    Set<String> required = texts(schema(path).path("required"));
    for (String field : fields(path).keySet()) {
      ObjectNode without = request(path);
      without.remove(field);
      if (field.equals("async") || field.equals("response_mode") || field.equals("training_tier")) {
        continue; // without these, the request would be another one
      }
      assertThat(isRefused(path, without, field)).as(field).isEqualTo(required.contains(field));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "generate", "enhance", "remix", "profiles/add"})
  void limitsAreWhereTheDocumentSays(String path) {
    fields(path)
        .forEach(
            (field, schema) -> {
              for (JsonNode value : allowed(field, schema)) {
                assertThat(isViolation(send(path, with(path, field, value)), field))
                    .as("%s %s", field, value.toString().length())
                    .isFalse();
              }
              for (JsonNode value : forbidden(field, schema)) {
                assertThat(isRefused(path, with(path, field, value), field))
                    .as("%s %s", field, value.toString().length())
                    .isTrue();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "generate", "enhance", "remix"})
  void defaultsAreWhatTheDocumentSays(String path) {
    fields(path)
        .forEach(
            (field, schema) -> {
              if (!schema.has("default")
                  || Set.of("async", "response_mode", "client_request_id", "training_tier")
                      .contains(field)) {
                return; // needed as they are, so that the job can be compared
              }
              ObjectNode without =
                  request(path).put("client_request_id", path + " default " + field);
              without.remove(field);
              ObjectNode with = without.deepCopy();
              with.set(field, schema.path("default"));

              int status = send(path, without).status();

              assertThat(status).isIn(200, 202);
              assertThat(send(path, with).status())
                  .as("%s left out is the same request as with its default", field)
                  .isEqualTo(status);
            });
  }

  /** Values at the limits, and every choice. */
  private List<JsonNode> allowed(String field, JsonNode schema) {
    var values = new ArrayList<JsonNode>();
    choices(schema).forEach(choice -> values.add(JSON.textNode(choice)));
    for (String limit : List.of("minimum", "maximum")) {
      if (schema.has(limit)) {
        values.add(schema.path(limit));
      }
    }
    for (String limit : List.of("minLength", "maxLength")) {
      if (schema.has(limit) && !field.contains("image")) {
        values.add(JSON.textNode(text(field, schema.path(limit).asInt())));
      }
    }
    for (String limit : List.of("minItems", "maxItems")) {
      if (schema.has(limit)) {
        values.add(list(field, schema.path(limit).asInt()));
      }
    }
    return values;
  }

  /** Values just past the limits, and none of the choices. */
  private List<JsonNode> forbidden(String field, JsonNode schema) {
    var values = new ArrayList<JsonNode>();
    if (schema.has("enum")) {
      values.add(JSON.textNode("nothing"));
    }
    if (schema.has("minimum")) {
      values.add(JSON.numberNode(schema.path("minimum").asInt() - 1));
      values.add(JSON.numberNode(schema.path("maximum").asInt() + 1));
    }
    if (schema.has("maxLength") && !field.equals("callback_url")) { // URLs are judged elsewhere
      values.add(JSON.textNode(text(field, schema.path("maxLength").asInt() + 1)));
    }
    if (schema.has("minLength")) {
      values.add(JSON.textNode(""));
    }
    if (schema.has("minItems")) {
      values.add(list(field, schema.path("minItems").asInt() - 1));
    }
    if (schema.has("maxItems")) {
      values.add(list(field, schema.path("maxItems").asInt() + 1));
    }
    return values;
  }

  private static String text(String field, int length) {
    String begin = field.equals("callback_url") ? "https://hooks.example/" : "";
    return begin + "x".repeat(Math.max(0, length - begin.length()));
  }

  private ArrayNode list(String field, int length) {
    ArrayNode list = JSON.arrayNode();
    for (int i = 0; i < length; i++) {
      switch (field) {
        case "images" -> list.add(request("edit").path("images").path(0));
        case "profile_ids" -> list.add("profile-" + i);
        default -> list.add("https://photos.example/" + i + ".jpg");
      }
    }
    return list;
  }

  private ObjectNode with(String path, String field, JsonNode value) {
    ObjectNode request = request(path);
    request.set(field, value);
    if (field.equals("image_urls") && value.size() > 10) {
      request.put("training_tier", "standard");
    }
    return request;
  }

  /** Whether the edge refuses a request because of {@code field}. */
  private boolean isRefused(String path, ObjectNode request, String field) {
    var answer = send(path, request);
    return isViolation(answer, field)
        || (answer.status() == 400
            && answer.json().path("detail").asText().contains(field.split("_", 2)[0]));
  }

  /** Whether {@code field} is wrong by itself, however it goes together with others. */
  private static boolean isViolation(Call.Answer answer, String field) {
    if (answer.status() == 422) {
      for (JsonNode violation : answer.json().path("detail")) {
        if (violation.at("/loc/1").asText().equals(field)) {
          return true;
        }
      }
    }
    return false;
  }

  private Call.Answer send(String path, ObjectNode request) {
    return Call.to(edge.url("/v1/phota/" + path)).authenticated().postJson(request.toString());
  }

  /** The example with inline images, as a job; or the one with few photos. */
  private ObjectNode request(String path) {
    JsonNode examples =
        document.at(pointer(path) + "/requestBody/content/application~1json/examples");
    if (path.equals("profiles/add")) {
      return examples.at("/Fast/value").deepCopy();
    }
    ObjectNode request = examples.at("/Synchronous/value").deepCopy();
    request.remove("quality");
    request.remove("base_model");
    return request.put("async", true).put("response_mode", "urls");
  }

  private Map<String, JsonNode> fields(String path) {
    var fields = new TreeMap<String, JsonNode>();
    schema(path)
        .path("properties")
        .properties()
        .forEach(field -> fields.put(field.getKey(), resolved(field.getValue())));
    return fields;
  }

  private JsonNode schema(String path) {
    return resolved(document.at(pointer(path) + "/requestBody/content/application~1json/schema"));
  }

  private static String pointer(String path) {
    return "/paths/~1v1~1phota~1" + path.replace("/", "~1") + "/post";
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private JsonNode field(String path, String name) {
    return requireNonNull(fields(path).get(name), name);
  }

  private static RequestShape shape(String path) {
    return switch (path) {
      case "edit" -> RequestShape.EDIT;
      case "generate" -> RequestShape.GENERATE;
      case "enhance" -> RequestShape.ENHANCE;
      case "remix" -> RequestShape.REMIX;
      case "profiles/add" -> RequestShape.ADD_PROFILE;
      default -> throw new AssertionError(path);
    };
  }

  private static String nameOf(FieldType type) {
    return switch (type) {
      case TEXT -> "string";
      case FLAG -> "boolean";
      case COUNT -> "integer";
      case TEXTS -> "array";
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.path(0).asText() : type.asText();
  }

  private static Set<String> choices(JsonNode schema) {
    Set<String> choices = texts(schema.path("enum"));
    choices.remove("null");
    return choices;
  }

  private static Set<String> texts(JsonNode list) {
    var texts = new TreeSet<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
