package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.testing.ResourcesOnly;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller says is done or refused, never left aside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NothingIsIgnoredTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningService service;

  @BeforeAll
  void start() throws Exception {
    service = ResourcesOnly.start("manners.yml", NothingIsIgnoredTest::install);
  }

  @AfterAll
  void stop() {
    client.close();
    service.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/things", "/things?wait=1", "/things?kind=a&kind=b&wait=1&tag=x", "/open?any=1"})
  void knownParametersAreTaken(String path) throws Exception {
    assertThat(send(get(path)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/things?surprise=1,          surprise, extra_forbidden",
    "/things?Wait=1,              Wait,     extra_forbidden",
    "/things?wait=1&surprise,     surprise, extra_forbidden",
    "/things?wait=1&wait=2,       wait,     duplicate",
    "/things?tag=1&tag=1,         tag,      duplicate",
    "/nothing?wait=1,             wait,     extra_forbidden",
    "/things?%C3%A4=1,            ä,        extra_forbidden",
  })
  void othersAreRefusedByName(String path, String name, String type) throws Exception {
    var answer = send(get(path));

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode violation = new ObjectMapper().readTree(answer.body()).at("/detail/0");
    assertThat(violation.at("/loc/0").asText()).isEqualTo("query");
    assertThat(violation.at("/loc/1").asText()).isEqualTo(name);
    assertThat(violation.path("type").asText()).isEqualTo(type);
  }

  @Test
  void saysWhatIsKnown() throws Exception {
    assertThat(send(get("/things?x=1")).body()).contains("known are kind, tag, wait");
  }

  @ParameterizedTest
  @CsvSource({"gzip, 415", "br, 415", "x-gzip, 415", "identity, 200", "Identity, 200"})
  void compressedBodiesAreRefusedWithASentence(String coding, int status) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(service.url() + "/things"))
            .header("Content-Encoding", coding)
            .POST(BodyPublishers.ofString("x"))
            .build();
    var answer = send(request);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 415) {
      assertThat(answer.body()).contains("UNSUPPORTED_MEDIA_TYPE").contains("compressed");
    }
  }

  @Test
  void pagesOfAllowedOriginsMayCall() throws Exception {
    var before = send(preflight("https://app.example"));
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(before.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example");
    assertThat(before.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .containsIgnoringCase("x-api-key");

    var call = send(get("/things", "https://app.example"));
    assertThat(call.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example");
    assertThat(call.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
        .contains("X-Request-Id");
    var refused = send(get("/things?x=1", "https://app.example"));
    assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example",
        "https://app.example.evil.example",
        "http://app.example",
        "null"
      })
  void pagesOfOtherOriginsMayNot(String origin) throws Exception {
    for (HttpRequest request : new HttpRequest[] {preflight(origin), get("/things", origin)}) {
      assertThat(send(request).headers().map()).doesNotContainKey("access-control-allow-origin");
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(service.url() + path)).build();
  }

  private HttpRequest get(String path, String origin) {
    return HttpRequest.newBuilder(URI.create(service.url() + path))
        .header("Origin", origin)
        .build();
  }

  private HttpRequest preflight(String origin) {
    return HttpRequest.newBuilder(URI.create(service.url() + "/things"))
        .method("OPTIONS", BodyPublishers.noBody())
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type,x-api-key")
        .build();
  }

  private static void install(Configuration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    HttpManners.installCrossOrigin(environment, Set.of("https://app.example"));
    environment.jersey().register(new Things());
  }

  /** Takes parameters in each of the ways. */
  @Path("/")
  @Produces(MediaType.APPLICATION_JSON)
  public static final class Things {
    @GET
    @Path("things")
    @TakesQuery(value = "tag", repeatable = "kind")
    public String things(@QueryParam("wait") @Nullable String wait) {
      return "{}";
    }

    @POST
    @Path("things")
    public String make(String body) {
      return "{}";
    }

    @GET
    @Path("nothing")
    public String nothing() {
      return "{}";
    }

    @GET
    @Path("open")
    @TakesQuery(anything = true)
    public String open() {
      return "{}";
    }
  }
}
