package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.ApiKey;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.kit.rate.TokenBuckets;
import dev.likeness.kit.testing.ResourcesOnly;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One server for all of these; each test has a key, and so a bucket, of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningService service;

  @BeforeAll
  void start() throws Exception {
    TrustedRecords.install(); // as AvroSerdes does in a service
    service = ResourcesOnly.start("manners.yml", AuthenticationTest::install);
  }

  @AfterAll
  void stop() {
    service.close();
    client.close();
  }

  @Test
  void tellsTheResourceWhoCallsAndTheCallerHowOftenItMay() throws Exception {
    var answer = call("key-1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("acme key-1");
    assertThat(header(answer, "RateLimit-Limit")).isEqualTo("2");
    assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("1");
    assertThat(header(answer, "RateLimit-Reset")).isEqualTo("1000");
    assertThat(header(answer, "Retry-After")).isEmpty();
  }

  @Test
  void refusesACallTooManyAndSaysWhenToComeAgain() throws Exception {
    call("key-2");
    call("key-2");
    var answer = call("key-2");

    refused(answer, 429, "RATE_LIMITED");
    assertThat(header(answer, "RateLimit-Limit")).isEqualTo("2");
    assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("0");
    assertThat(header(answer, "RateLimit-Reset")).isEqualTo("2000");
    assertThat(header(answer, "Retry-After")).isEqualTo("1000");
    assertThat(answer.body()).contains("try again in 1000 s");
  }

  @Test
  void countsAlsoWhatTheResourceRefuses() throws Exception {
    call("key-3", "/missing");

    assertThat(header(call("key-3"), "RateLimit-Remaining")).isEqualTo("0");
  }

  @Test
  void asksForAKey() throws Exception {
    var request = HttpRequest.newBuilder(service.url().resolve("/who")).build();

    refused(client.send(request, BodyHandlers.ofString()), 403, "FORBIDDEN");
    refused(call(" "), 403, "FORBIDDEN");
  }

  @Test
  void doesNotKnowAKeyThatNobodyHas() throws Exception {
    refused(call("key-9"), 401, "UNAUTHORIZED");
  }

  @Test
  void saysThatAnAccountIsSuspended() throws Exception {
    var answer = call("key-of-suspended");

    refused(answer, 403, "FORBIDDEN");
    assertThat(answer.body()).contains("suspended");
  }

  private HttpResponse<String> call(String key) throws IOException, InterruptedException {
    return call(key, "/who");
  }

  private HttpResponse<String> call(String key, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(service.url().resolve(path)).header("X-API-Key", key).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static void refused(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(answer.body()).path("code").asText()).isEqualTo(code);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void install(Configuration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    HttpManners.installAuthentication(environment, accounts());
    HttpManners.installRateLimits(
        environment, new TokenBuckets(new RequestRate(0.001, 2), () -> 0));
    environment.jersey().register(new Who());
  }

  private static AccountDirectory accounts() {
    var accounts = new AccountDirectory();
    accounts.put(account("acme", false, "key-1", "key-2", "key-3"));
    accounts.put(account("suspended", true, "key-of-suspended"));
    return accounts;
  }

  private static AccountRecord account(String id, boolean suspended, String... keys) {
    return AccountRecord.newBuilder()
        .setAccount(id)
        .setCreatedAt(Instant.EPOCH)
        .setSuspended(suspended)
        .setApiKeys(
            List.of(keys).stream()
                .map(key -> new ApiKey(key).record(key, "", Instant.EPOCH))
                .toList())
        .build();
  }

  /** Says who calls. */
  @Authenticated
  @Path("/")
  public static final class Who {
    @GET
    @Path("who")
    public String who(@Context SecurityContext security) {
      var caller = ApiKeyFilter.callerOf(security);
      return caller.account().id() + " " + caller.keyId();
    }

    @GET
    @Path("missing")
    public Response missing() {
      return Response.status(404).build();
    }
  }
}
