package dev.likeness.ingest.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.Snapshots;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.schema.v1.JobSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackJobResultsTest {
  private static final JobId JOB = JobId.ofClientRequest("acme", "a job");

  private static final InternalCalls CALLS = new InternalCalls(new MasterSecret("s".repeat(32)));

  private final AvroSerdes serdes = new AvroSerdes("mock://results");
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer callback;

  @BeforeEach
  void start() throws IOException {
    callback = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    callback.start();
  }

  @AfterEach
  void stop() {
    callback.stop(0);
    client.close();
  }

  @Test
  void asksAgainUntilTheViewKnowsTheJob() {
    JobSnapshot snapshot = Snapshots.queued(JOB.value()).build();
    byte[] body = serdes.serializer().serialize(CallbackJobResults.RECORDS, snapshot);
    callback.createContext(
        "/internal/jobs/" + JOB,
        exchange -> {
          try (exchange) {
            boolean ready = asked.incrementAndGet() > 2;
            exchange.sendResponseHeaders(ready ? 200 : 503, ready ? body.length : -1);
            exchange.getResponseBody().write(ready ? body : new byte[0]);
          }
        });

    assertThat(results().await("acme", JOB, Duration.ofSeconds(20))).hasValue(snapshot);
    assertThat(asked).hasValue(3);
  }

  /** As of a view that stops: who asks in a circle would keep it busy. */
  @Test
  void anAnswerWithoutAnEndIsHeldBackForHalfASecond() {
    byte[] body =
        serdes
            .serializer()
            .serialize(CallbackJobResults.RECORDS, Snapshots.queued(JOB.value()).build());
    callback.createContext(
        "/internal/jobs/" + JOB,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    long begin = System.nanoTime();

    assertThat(results().await("acme", JOB, Duration.ofSeconds(20))).isPresent();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(15));
  }

  @Test
  void asksForTheDeletionOfAProfile() {
    byte[] body =
        serdes
            .serializer()
            .serialize(CallbackJobResults.RECORDS, Snapshots.queued(JOB.value()).build());
    var question = new AtomicReference<String>();
    var proof = new AtomicReference<String>();
    callback.createContext(
        "/internal/jobs/" + JOB,
        exchange -> {
          try (exchange) {
            question.set(exchange.getRequestURI().getQuery());
            proof.set(exchange.getRequestHeaders().getFirst(InternalCalls.HEADER));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });

    assertThat(results().awaitProfileDeletion("acme", JOB, Duration.ofSeconds(5))).isPresent();
    assertThat(question).hasValue("account=acme&wait=5&until=profile_deleted");
    assertThat(proof).hasValue(CALLS.proof());
  }

  @Test
  void givesUpInTime() {
    assertThat(results().await("acme", JOB, Duration.ofMillis(200))).isEmpty();
  }

  @Test
  void givesUpInTimeWhenNobodyListens() {
    var results = results();
    callback.stop(0);

    assertThat(results.await("acme", JOB, Duration.ofMillis(200))).isEmpty();
  }

  private CallbackJobResults results() {
    return new CallbackJobResults(
        client,
        URI.create("http://127.0.0.1:" + callback.getAddress().getPort()),
        CALLS,
        serdes.deserializer(JobSnapshot.class),
        new Random(1));
  }
}
