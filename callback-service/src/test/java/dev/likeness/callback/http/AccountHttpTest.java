package dev.likeness.callback.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.callback.credit.InternalUsage;
import dev.likeness.callback.credit.UsageFinder;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.query.JobFinder.Waits;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.callback.state.UsageLine;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.callback.testing.InMemorySecretStates;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.SecretRotation;
import dev.likeness.callback.webhook.WebhookSecrets;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.kit.testing.ResourcesOnly;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources of accounts on a real server, over answers of the tests' own. */
@NullUnmarked // fields are set before the tests
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one server
class AccountHttpTest {
  private static final String KEY = "key-of-acme";
  private static final String KEY_OF_ROTATING = "key-of-rotating";
  private static final String KEY_OF_BUSY = "key-of-busy";
  private static final String KEY_OF_UNLUCKY = "key-of-unlucky";
  private static final JsonMapper JSON = new JsonMapper();

  private final ManualClock clock = new ManualClock(Jobs.BEGIN);
  private final WebhookSecrets derived = new WebhookSecrets("test master secret");
  private final InMemorySecretStates states = new InMemorySecretStates();
  private final AvroSerdes serdes = new AvroSerdes("mock://account-http");
  private final AccountUsage usage =
      new AccountUsage(
          Jobs.ACCOUNT,
          1_000_000L,
          1_300_000L,
          List.of(
              new UsageLine("2026-11-19", "edit", new UsageTotals(1L, 2L, 4L, 3L, 425_500L, -1L)),
              new UsageLine(
                  "2026-11-20", "enhance", new UsageTotals(2L, 0L, 2L, 0L, 240_000L, -1L))));
  private volatile UsageLookup answer = new UsageLookup.Found(usage);
  private volatile UsageQuestion asked;
  private HttpClient client;
  private RunningService service;

  @BeforeAll
  void start() throws Exception {
    client = HttpClient.newHttpClient();
    service = ResourcesOnly.start("resources-only.yml", this::install);
  }

  @AfterAll
  void stop() {
    service.close();
    client.close();
  }

  @Test
  void tellsCreditAndUseOfTheCurrentMonth() throws Exception {
    var response = get("/v1/phota/usage", KEY);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("cache-control")).contains("private, no-store");
    assertThat(JSON.readTree(response.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"account": "acme", "from": "2026-11-01", "to": "2026-11-20",
                 "credit": {"credit_micros": 1000000, "reserved_micros": 1300000,
                            "available_micros": -300000, "available_usd": "-0.30"},
                 "days": [
                   {"date": "2026-11-20", "operation": "enhance", "jobs": 2, "refunded": 0, "images": 2,
                    "identity_images": 0, "charged_micros": 240000, "charged_usd": "0.24"},
                   {"date": "2026-11-19", "operation": "edit", "jobs": 1, "refunded": 2, "images": 4,
                    "identity_images": 3, "charged_micros": 425500, "charged_usd": "0.4255"}],
                 "total": {"jobs": 3, "refunded": 2, "images": 6,
                           "identity_images": 3, "charged_micros": 665500, "charged_usd": "0.6655"}}
                """));
    assertThat(asked.account()).isEqualTo(Jobs.ACCOUNT);
  }

  @Test
  void asksForTheDaysThatWereGiven() throws Exception {
    var shown = json(get("/v1/phota/usage?from=2026-08-21&to=2026-11-20", KEY));

    assertThat(asked.from()).hasToString("2026-08-21");
    assertThat(asked.to()).hasToString("2026-11-20");
    assertThat(shown.path("from").asText()).isEqualTo("2026-08-21");
    assertThat(get("/v1/phota/usage?to=2026-02-28", KEY).statusCode()).isEqualTo(200);
    assertThat(asked.from()).hasToString("2026-02-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=",
        "to=2026-13-01",
        "to=2026-02-29",
        "to=%2B12026-01-01",
        "from=2026-11-21", // after today
        "from=2026-11-02&to=2026-11-01",
        "from=2026-08-20&to=2026-11-20" // 93 days
      })
  void badDaysAre422(String query) throws Exception {
    var response = get("/v1/phota/usage?" + query, KEY);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(json(response).at("/detail/0/loc/0").asText()).isEqualTo("query");
  }

  @Test
  void aStoreThatIsNotReadyIs503AndNever404() throws Exception {
    answer = new UsageLookup.NotReady();
    try {
      var response = get("/v1/phota/usage", KEY);

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).contains("1");
      assertThat(get("/internal/usage/acme", null).statusCode()).isEqualTo(503);
    } finally {
      answer = new UsageLookup.Found(usage);
    }
  }

  @Test
  void tellsPeersTheSameAsAvro() throws Exception {
    var response = get("/internal/usage/acme?from=2026-11-19&to=2026-11-20", null);

    assertThat(
            serdes
                .deserializer(AccountUsage.class)
                .deserialize(InternalUsage.SERDE_TOPIC, response.body()))
        .isEqualTo(usage);
  }

  @Test
  void wantsAnApiKey() throws Exception {
    assertThat(get("/v1/phota/usage", null).statusCode()).isEqualTo(403);
    assertThat(get("/v1/phota/webhook-secret", null).statusCode()).isEqualTo(403);
    assertThat(post("/v1/phota/webhook-secret/rotate", "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void refusesARotationThatWouldBreakAPromise() throws Exception {
    HttpResponse<byte[]> answer = post("/v1/phota/webhook-secret/rotate", KEY_OF_BUSY);
    for (int i = 0; i < 10 && answer.statusCode() == 200; i++) {
      answer = post("/v1/phota/webhook-secret/rotate", KEY_OF_BUSY);
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(json(answer).path("code").asText()).isEqualTo("RATE_LIMITED");
    assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-secret?x=1", "usage?day=2026-11-20"})
  void refusesQueryParametersThatItDoesNotKnow(String path) throws Exception {
    assertThat(get("/v1/phota/" + path, KEY).statusCode()).isEqualTo(422);
  }

  @Test
  void givesAnAccountItsWebhookSecretAndNobodyACopy() throws Exception {
    var response = get("/v1/phota/webhook-secret", KEY);

    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    assertThat(json(response))
        .isEqualTo(
            JSON.readTree(
                "{\"secret\":\"%s\",\"created_at\":\"2026-11-20T10:00:00Z\",\"previous\":null}"
                    .formatted(derived.secretOf(Jobs.ACCOUNT, 1))));
  }

  @Test
  void aRotationIsSeenAtOnceAndNamesTheSecretBefore() throws Exception {
    var rotated = post("/v1/phota/webhook-secret/rotate", KEY_OF_ROTATING);

    assertThat(rotated.statusCode()).isEqualTo(200);
    assertThat(rotated.headers().firstValue("cache-control")).contains("no-store");
    assertThat(json(rotated))
        .isEqualTo(
            JSON.readTree(
                """
                {"secret": "%s", "created_at": "2026-11-20T10:00:00Z",
                 "previous": {"secret": "%s", "valid_until": "2026-11-21T10:00:00Z"}}
                """
                    .formatted(derived.secretOf("rotating", 2), derived.secretOf("rotating", 1))));
    assertThat(get("/v1/phota/webhook-secret", KEY_OF_ROTATING).body()).isEqualTo(rotated.body());
  }

  @Test
  void aRotationThatMayNotHaveBeenStoredIs503() throws Exception {
    states.breakDown();
    try {
      var response = post("/v1/phota/webhook-secret/rotate", KEY_OF_UNLUCKY);

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(json(response).path("code").asText()).isEqualTo("UNAVAILABLE");
    } finally {
      states.mend();
    }
  }

  private HttpResponse<byte[]> get(String path, String key)
      throws IOException, InterruptedException {
    return client.send(request(path, key).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String key)
      throws IOException, InterruptedException {
    return client.send(
        request(path, key).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path, String key) {
    var request = HttpRequest.newBuilder(service.url().resolve(path));
    return key == null ? request : request.header("X-API-Key", key);
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body());
  }

  private void install(Configuration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    var accounts = new AccountDirectory();
    accounts.put(Jobs.account(Jobs.ACCOUNT, KEY));
    accounts.put(Jobs.account("rotating", KEY_OF_ROTATING));
    accounts.put(Jobs.account("unlucky", KEY_OF_UNLUCKY));
    accounts.put(Jobs.account("busy", KEY_OF_BUSY));
    HttpManners.installAuthentication(environment, accounts);
    var finder =
        new UsageFinder(
            question -> {
              asked = question;
              return answer;
            },
            (_, _) -> new UsageLookup.NotReady(),
            new Waits(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(5)),
            Clock.systemUTC());
    var secrets =
        new AccountSecrets(derived, states, new SecretRotation(Duration.ofHours(24)), clock);
    AccountHttp.install(environment.jersey(), finder, secrets, serdes.serializer(), clock);
  }
}
