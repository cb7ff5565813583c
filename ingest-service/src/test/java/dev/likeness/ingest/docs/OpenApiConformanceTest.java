package dev.likeness.ingest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.testing.EdgeServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Document and code say the same; what the code says is asked of the code itself. */
class OpenApiConformanceTest {
  private JsonNode document;

  @BeforeEach
  void read() throws IOException {
    document = new ObjectMapper().readTree(ApiDocument.of(EdgeServer.PUBLIC_URL).json());
  }

  @Test
  void namesEveryRouteThatIsServedAndNoOther() throws Exception {
    try (var edge = new EdgeServer()) {
      assertThat(Route.ofDocument(document)).isEqualTo(Route.ofResources(edge.resources()));
    }
  }

  @Test
  void namesEveryErrorCode() {
    Set<String> codes =
        Stream.of(FailureCode.values())
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(texts(schema("ErrorCode").path("enum"))).isEqualTo(codes);
  }

  @Test
  void namesEveryErrorCodeWithItsStatus() {
    var documented = new TreeMap<Integer, Set<String>>();
    document
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              String status = schema.getKey().replaceAll("^PhotaError(\\d+)Response$", "$1");
              if (schema.getKey().equals("HTTPValidationError")) {
                status = "422";
              }
              if (status.matches("\\d+")) {
                documented.put(
                    Integer.valueOf(status), texts(schema.getValue().at("/properties/code/enum")));
              }
            });
    var coded = new TreeMap<Integer, Set<String>>();
    for (FailureCode code : FailureCode.values()) {
      coded.computeIfAbsent(code.httpStatus(), _ -> new TreeSet<>()).add(code.name());
    }

    assertThat(documented).isEqualTo(coded);
  }

  @Test
  void everyErrorResponseHasTheSchemaOfItsStatus() {
    for (JsonNode operation : operations()) {
      operation
          .path("responses")
          .properties()
          .forEach(
              response -> {
                int status = Integer.parseInt(response.getKey());
                if (status >= 400) {
                  String name =
                      status == 422 ? "HTTPValidationError" : "PhotaError" + status + "Response";
                  assertThat(
                          resolved(response.getValue())
                              .at("/content/application~1json/schema/$ref")
                              .asText())
                      .as("%s %s", operation.path("operationId"), status)
                      .isEqualTo("#/components/schemas/" + name);
                }
              });
    }
  }

  @Test
  void everyResponseCarriesARequestId() {
    for (JsonNode operation : operations()) {
      for (JsonNode response : operation.path("responses")) {
        assertThat(resolved(response).path("headers").has("X-Request-Id"))
            .as("%s: %s", operation.path("operationId"), resolved(response).path("description"))
            .isTrue();
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  private List<JsonNode> operations() {
    var operations = new ArrayList<JsonNode>();
    for (JsonNode path : document.path("paths")) {
      path.forEach(operations::add);
    }
    return operations;
  }

  private JsonNode schema(String name) {
    return document.at("/components/schemas/" + name);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static Set<String> texts(JsonNode list) {
    var texts = new TreeSet<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
