package dev.likeness.ingest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiDocsTest {
  private EdgeServer edge;

  @BeforeEach
  void start() throws Exception {
    edge = new EdgeServer();
  }

  @AfterEach
  void stop() throws Exception {
    edge.close();
  }

  @Test
  void givesTheDocumentToEverybodyWithTheAddressOfThisDeployment() {
    var answer = Call.to(edge.url("/v1/phota/openapi.json")).get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().at("/openapi").asText()).isEqualTo("3.1.0");
    assertThat(answer.json().at("/info/version").asText()).isEqualTo("v0.7.0");
    assertThat(answer.json().at("/servers/0/url").asText())
        .isEqualTo(EdgeServer.PUBLIC_URL.toString());
  }

  @Test
  void saysThatTheDocumentHasNotChanged() {
    String tag = Call.to(edge.url("/v1/phota/openapi.json")).get().header("ETag");

    var again = Call.to(edge.url("/v1/phota/openapi.json")).with("If-None-Match", tag).get();

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html",
    "/docs/, text/html",
    "/docs/docs.js, text/javascript",
    "/docs/docs.css, text/css",
    "/docs/swagger-ui-bundle.js, text/javascript",
    "/docs/swagger-ui.css, text/css",
    "/docs/favicon-32x32.png, image/png"
  })
  void showsThePageToEverybodyAndLetsItLoadNothingFromElsewhere(String path, String type) {
    var answer = Call.to(edge.url(path)).get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
    assertThat(answer.body()).isNotEmpty();
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self';")
        .contains("connect-src 'self' " + EdgeServer.PUBLIC_URL);
  }

  @Test
  void namesNoOtherHostInThePage() {
    String page = new String(Call.to(edge.url("/docs")).get().body(), StandardCharsets.UTF_8);

    assertThat(page).doesNotContain("//").contains("/docs/swagger-ui-bundle.js");
  }

  @Test
  void servesNothingElse() {
    for (String path :
        new String[] {"/docs/nothing.js", "/docs/pom.xml", "/docs/..%2Fingest.yml"}) {
      assertThat(Call.to(edge.url(path)).get().status()).as(path).isBetween(400, 404);
    }
  }
}
