package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.ApiKey;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.testing.ResourcesOnly;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send before they listen, and those that occupy what others need. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardToServeClientsTest {
  /** Far more than the buffers of a connection on this machine hold. */
  private static final int LARGE = 24 << 20;

  private static final int MOST_CONNECTIONS = 20;
  private static final int PLACES = 6;
  private static final InternalCalls CALLS = new InternalCalls(new MasterSecret("s".repeat(32)));

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch hold = new CountDownLatch(1);
  private RunningService service;

  @BeforeAll
  void start() throws Exception {
    service = ResourcesOnly.start("manners.yml", this::install);
  }

  @AfterAll
  void stop() {
    hold.countDown();
    client.close();
    service.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/open,      X-API-Key: made-up,  401",
    "/v1/open,      X-Nothing: at-all,   403",
    "/nowhere,      X-Nothing: at-all,   404",
    "/refusal/INSUFFICIENT_CREDIT,  X-Nothing: at-all,   402",
    "/refusal/PAYLOAD_TOO_LARGE,  X-Nothing: at-all,   413",
    "/refusal/UNSUPPORTED_MEDIA_TYPE,  X-Nothing: at-all,   415",
    "/refusal/RATE_LIMITED,  X-Nothing: at-all,   429",
    "/refusal/UNAVAILABLE,  X-Nothing: at-all,   503",
  })
  void aRefusalReachesAClientThatSendsEverythingBeforeItReads(
      String path, String header, int status) throws Exception {
    try (var socket = connected()) {
      send(socket, "POST " + path + " HTTP/1.1", header, "Content-Length: " + LARGE);
      sendBody(socket, LARGE);

      assertThat(answer(socket)).startsWith("HTTP/1.1 " + status).contains("request_id");

      // And the connection serves the next request.
      send(socket, "GET /ping HTTP/1.1");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aRefusalReachesAClientThatSendsItsBodyInChunks() throws Exception {
    try (var socket = connected()) {
      send(socket, "POST /nowhere HTTP/1.1", "Transfer-Encoding: chunked");
      var out = socket.getOutputStream();
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.UTF_8);
      for (int sent = 0; sent < LARGE; sent += 0x10000) {
        out.write(chunk);
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));

      assertThat(answer(socket)).startsWith("HTTP/1.1 404").contains("request_id");
    }
  }

  @Test
  void aClientThatReadsWhileItSendsHasItsAnswerAtOnce() throws Exception {
    try (var socket = connected()) {
      send(socket, "POST /nowhere HTTP/1.1", "Content-Length: " + LARGE);
      sendBody(socket, 1);

      assertThat(answer(socket)).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void whatGoesPastTheBoundIsNotReadToItsEnd() throws Exception {
    try (var socket = connected()) {
      send(socket, "POST /nowhere HTTP/1.1", "Content-Length: 99999999999");
      assertThat(answer(socket)).startsWith("HTTP/1.1 404");

      assertThat(sentUntilClosed(socket)).isLessThan(200L << 20);
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsNotToldToContinue() throws Exception {
    try (var socket = connected()) {
      send(
          socket,
          "POST /refusal/PAYLOAD_TOO_LARGE HTTP/1.1",
          "Expect: 100-continue",
          "Content-Length: " + LARGE);

      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void thousandsOfHalfOpenConnectionsStopNobody() throws Exception {
    var halfOpen = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 5 * MOST_CONNECTIONS; i++) {
        Socket socket = connected();
        halfOpen.add(socket);
        socket.getOutputStream().write("GET /pi".getBytes(StandardCharsets.UTF_8));
      }
      try (var socket = connected()) {
        send(socket, "GET /ping HTTP/1.1");
        assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      }

      halfOpen.getFirst().setSoTimeout(20_000);
      assertThat(readsEnd(halfOpen.getFirst())).as("the oldest made room").isTrue();
    } finally {
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
  }

  @Test
  void anAccountWithEveryRequestThatItMayHaveStopsNoOther() throws Exception {
    var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 3 * PLACES; i++) {
      waiting.add(client.sendAsync(get("/v1/hold", "key-of-greedy"), BodyHandlers.ofString()));
    }
    await().until(() -> refused(waiting) >= 2 * PLACES);

    assertThat(client.send(get("/v1/open", "key-of-modest"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    var over = client.send(get("/v1/open", "key-of-greedy"), BodyHandlers.ofString());
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("Retry-After")).contains("1");
    assertThat(over.body()).contains("RATE_LIMITED").contains("under way");

    hold.countDown();
    await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
    assertThat(client.send(get("/v1/open", "key-of-greedy"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense"})
  void whoCannotProveToBeOneOfUsFindsNothingInside(String proof) throws Exception {
    var inside = client.send(internal(proof), BodyHandlers.ofString());
    var nowhere = client.send(get("/nowhere", "key-of-modest"), BodyHandlers.ofString());

    assertThat(inside.statusCode()).isEqualTo(404);
    assertThat(inside.body().replaceAll("\"request_id\":\"[^\"]*\"", ""))
        .as("as if there were no such path")
        .isEqualTo(nowhere.body().replaceAll("\"request_id\":\"[^\"]*\"", ""));
  }

  @Test
  void ourOwnServicesAreLetIn() throws Exception {
    assertThat(client.send(internal(CALLS.proof()), BodyHandlers.ofString()).body())
        .isEqualTo("inside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ping", "/nowhere", "/refusal/PAYLOAD_TOO_LARGE", "/%00"})
  void everyAnswerSaysThatItsTypeIsToBeBelieved(String path) throws Exception {
    var answer = client.send(get(path, "key-of-modest"), BodyHandlers.ofString());

    assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
  }

  private static long refused(List<CompletableFuture<HttpResponse<String>>> calls) {
    return calls.stream()
        .filter(call -> call.isDone() && call.resultNow().statusCode() == 429)
        .count();
  }

  private HttpRequest get(String path, String key) {
    return HttpRequest.newBuilder(URI.create(service.url() + path))
        .header("X-API-Key", key)
        .build();
  }

  private HttpRequest internal(String proof) {
    return HttpRequest.newBuilder(URI.create(service.url() + "/internal/ping"))
        .header(InternalCalls.HEADER, proof)
        .build();
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), service.url().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String... lines) throws IOException {
    String head = String.join("\r\n", lines) + "\r\nHost: a\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
  }

  private static void sendBody(Socket socket, int bytes) throws IOException {
    socket.getOutputStream().write(new byte[bytes]);
  }

  /** How many bytes it takes until the other side has closed. */
  private static long sentUntilClosed(Socket socket) {
    var some = new byte[1 << 20];
    long sent = 0;
    try {
      while (sent < 1L << 30) {
        socket.getOutputStream().write(some);
        sent += some.length;
      }
    } catch (IOException e) {
      // closed
    }
    return sent;
  }

  private static boolean readsEnd(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return "Connection reset".equals(e.getMessage());
    }
  }

  /** One answer, head and body. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at < 0) {
      return head.toString();
    }
    int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private void install(Configuration configuration, Environment environment) {
    HttpManners.install(
        configuration,
        environment,
        new EdgeLimits(MOST_CONNECTIONS, 2L * LARGE, Duration.ofMinutes(1)));
    HttpManners.installAuthentication(environment, accounts());
    HttpManners.installRequestShares(environment, new FairShares(4 * PLACES));
    HttpManners.installInternalDoor(environment, CALLS);
    environment.jersey().register(new Open());
    environment.jersey().register(new ForAccounts(hold));
  }

  private static AccountDirectory accounts() {
    var opened = Instant.parse("2026-11-20T00:00:00Z");
    var accounts = new AccountDirectory();
    for (String account : List.of("greedy", "modest")) {
      accounts.put(
          AccountRecord.newBuilder()
              .setAccount(account)
              .setCreatedAt(opened)
              .setApiKeys(List.of(new ApiKey("key-of-" + account).record("key-1", "", opened)))
              .build());
    }
    return accounts;
  }

  /** For everybody. */
  @Path("/")
  @Produces(MediaType.APPLICATION_JSON)
  public static final class Open {
    @GET
    @Path("ping")
    public String ping() {
      return "{}";
    }

    @GET
    @Path("internal/ping")
    @Produces(MediaType.TEXT_PLAIN)
    public String inside() {
      return "inside";
    }

    @GET
    @Path("refusal/{code}")
    public String refused(@PathParam("code") FailureCode code) {
      return refusedToo(code);
    }

    @POST
    @Path("refusal/{code}")
    public String refusedToo(@PathParam("code") FailureCode code) {
      if (code.httpStatus() >= 400) {
        throw new RefusalException(code, "No.");
      }
      return "{}";
    }
  }

  /** For callers with a key. */
  @Path("/v1")
  @Authenticated
  @Produces(MediaType.APPLICATION_JSON)
  public static final class ForAccounts {
    private final CountDownLatch hold;

    ForAccounts(CountDownLatch hold) {
      this.hold = hold;
    }

    @GET
    @Path("open")
    public String open() {
      return "{}";
    }

    @POST
    @Path("open")
    public String openToPosts() {
      return "{}";
    }

    @GET
    @Path("hold")
    public String held() throws InterruptedException {
      hold.await();
      return "{}";
    }
  }
}
