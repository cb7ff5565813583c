package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.metrics.PrometheusExport;
import dev.likeness.kit.testing.ResourcesOnly;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One server for all of these: none of them leaves a trace on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpMannersTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private RunningService service;

  @BeforeAll
  void start() throws Exception {
    service = ResourcesOnly.start("manners.yml", HttpMannersTest::install);
  }

  @AfterAll
  void stop() {
    client.close(); // first: its connections would hold up an orderly stop
    service.close();
  }

  @Test
  void aFaultOfOursIs500AndTellsNothingOfItsCause() throws Exception {
    var answer = get("/throw/fault");

    problem(answer, 500, "INTERNAL");
    assertThat(answer.body()).doesNotContain("secret").contains("Quote the request_id");
  }

  @Test
  void anErrorOfTheJvmIsAnsweredToo() throws Exception {
    problem(get("/throw/error"), 500, "INTERNAL");
  }

  @Test
  void aRefusalNamesTheJobItConcerns() throws Exception {
    var answer = get("/throw/refusal");

    problem(answer, FailureCode.IDEMPOTENCY_CONFLICT.httpStatus(), "IDEMPOTENCY_CONFLICT");
    assertThat(json.readTree(answer.body()).path("job_id").asText()).isEqualTo("0a1b");
    assertThat(json.readTree(answer.body()).path("detail").asText()).isEqualTo("Not so.");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 400, INVALID_REQUEST",
    "404, 404, NOT_FOUND",
    "405, 405, METHOD_NOT_ALLOWED",
    "406, 406, NOT_ACCEPTABLE",
    "413, 413, PAYLOAD_TOO_LARGE",
    "415, 415, UNSUPPORTED_MEDIA_TYPE",
    "418, 400, INVALID_REQUEST",
    "500, 500, INTERNAL",
    "503, 500, INTERNAL"
  })
  void whatJerseyRefusesHasTheOneBody(int thrown, int status, String code) throws Exception {
    problem(get("/throw/" + thrown), status, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"count\":\"many\"} | count | must be of type int",
        "{\"color\":\"PINK\"} | color | must be one of [RED, GREEN]",
        "{\"boxes\":[{\"side\":1},{\"side\":[]}]} | boxes 1 side | must be of type int",
        "[] | '' | must be of type Order"
      })
  void jsonOfAnotherShapeIs422AndNamesThePlace(String body, String place, String message)
      throws Exception {
    var answer = post(body);

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode problem = json.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo("VALIDATION_FAILED");
    JsonNode violation = problem.path("detail").path(0);
    String expected = place.isEmpty() ? "body" : "body " + place;
    assertThat(violation.path("loc"))
        .extracting(JsonNode::asText)
        .containsExactly(expected.split(" "));
    assertThat(violation.path("msg").asText()).isEqualTo(message);
    assertThat(violation.path("type").asText()).isEqualTo("type_error");
  }

  @Test
  void brokenJsonIs400AndNamesTheColumn() throws Exception {
    var answer = post("{\"count\":1,,}");

    problem(answer, 400, "INVALID_REQUEST");
    assertThat(answer.body()).contains("line 1, column");
  }

  @Test
  void whatJettyRefusesHasTheOneBodyToo() throws Exception {
    problem(get("/%zz".replace("zz", "00")), 400, "INVALID_REQUEST");
  }

  @Test
  void metricsAreServedOnTheAdminPort() throws Exception {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(service.adminUrl() + "/prometheus")).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("# TYPE jvm_");
  }

  private void problem(HttpResponse<String> answer, int status, String code) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode problem = json.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("detail").asText()).isNotEmpty();
    assertThat(answer.headers().allValues("X-Request-Id"))
        .containsExactly(problem.path("request_id").asText());
  }

  private HttpResponse<String> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(service.url() + path)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(service.url() + "/orders"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static void install(Configuration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    PrometheusExport.install(environment);
    environment.jersey().register(new Orders());
  }

  /** Does what a test asks for. */
  @Path("/")
  @Produces(MediaType.APPLICATION_JSON)
  public static final class Orders {
    @GET
    @Path("throw/{what}")
    public String thrown(@PathParam("what") String what) {
      switch (what) {
        case "fault" -> throw new IllegalStateException("a secret");
        case "error" -> throw new StackOverflowError();
        case "refusal" ->
            throw RefusalException.aboutJob("0a1b", FailureCode.IDEMPOTENCY_CONFLICT, "Not so.");
        default -> throw new WebApplicationException(Integer.parseInt(what));
      }
    }

    @POST
    @Path("orders")
    @Consumes(MediaType.APPLICATION_JSON)
    public Order take(Order order) {
      return order;
    }
  }

  /** A body with a place for each kind of mistake. */
  public record Order(int count, Color color, List<Box> boxes) {}

  /** A part of an {@link Order}. */
  public record Box(int side) {}

  /** What an {@link Order} may be painted in. */
  public enum Color {
    RED,
    GREEN
  }
}
