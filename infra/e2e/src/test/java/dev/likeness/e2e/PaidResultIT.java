package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.Credit;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody loses what was paid for, and nobody pays for what was not delivered. */
@ExtendWith(E2eExtension.class)
class PaidResultIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long ENHANCE_MICROS = 120_000;

  @AfterEach
  void theWorkerIsUpForTheNextTest(Cluster cluster) throws InterruptedException {
    cluster.worker().awaitReady();
  }

  @Test
  void aSynchronousCallerWhoHangsUpFindsTheResultAndPaysOnce(Cluster cluster) throws Exception {
    Map<String, Object> request = waitedFor(Photos.jpeg(320, 240, 41));
    String tag = "hangs-up-" + UUID.randomUUID();
    request.put("tag", tag);
    try (var customer = new Customer(cluster)) {
      String jobId =
          withoutWorker( // so that the job has not ended when the caller hangs up
              cluster,
              () -> {
                try (var _ = customer.callWithoutReading("/v1/phota/enhance", request)) {
                  await().atMost(LIMIT).until(() -> tagged(customer, tag).size() == 1);
                }
                return tagged(customer, tag).at("/0/job_id").asText();
              });

      JsonNode job = customer.awaitEnd(jobId, LIMIT);
      assertThat(job.at("/status").asText()).as("%s", job).isEqualTo("SUCCEEDED");
      Customer.Answer again = customer.enhance(request);

      assertThat(again.status()).as("%s", again.body()).isEqualTo(200);
      assertThat(Base64.getDecoder().decode(again.text("/images/0")))
          .isEqualTo(customer.download(job.at("/result/download_urls/0").asText()));
      assertThat(tagged(customer, tag)).as("jobs made by both calls").hasSize(1);
      assertThat(movements(cluster, jobId))
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
      assertThat(new TopicReader(cluster).terminalEventsOf(jobId)).isEqualTo(1);
    }
  }

  @Test
  void theSameRequestAfterTheDeathOfTheEdgeGivesTheFirstJob(Cluster cluster) throws Exception {
    Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(320, 240, 42));
    request.put("client_request_id", UUID.randomUUID().toString());
    try (var customer = new Customer(cluster)) {
      String jobId = customer.enhance(request).text("/job_id");

      cluster.ingest().kill();
      cluster.ingest().start();
      cluster.ingest().awaitReady();
      Customer.Answer again = customer.enhance(request);

      assertThat(again.status()).as("%s", again.body()).isEqualTo(202);
      assertThat(again.text("/job_id")).isEqualTo(jobId);
      assertThat(customer.awaitEnd(jobId, LIMIT).at("/status").asText()).isEqualTo("SUCCEEDED");
      assertThat(movements(cluster, jobId))
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    }
  }

  @Test
  void aSynchronousCallPastItsLimitIsEndedAndRefunded(Cluster cluster) throws Exception {
    String account = "impatient";
    try (var edge = cluster.secondEdge(Map.of("LIKENESS_SYNC_LIMIT", "2s"))) {
      edge.start();
      String key = cluster.openAccount(account, "1");
      edge.awaitReady();
      try (var customer = new Customer(cluster.secondEdgeUrl(), key)) {
        awaitCredit(customer, 1_000_000);

        Customer.Answer answer =
            withoutWorker(cluster, () -> customer.enhance(waitedFor(Photos.jpeg(320, 240, 43))));

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(504);
        assertThat(answer.text("/code")).isEqualTo("TIMEOUT");
        String jobId = answer.text("/job_id");
        assertThat(customer.awaitEnd(jobId, LIMIT).at("/status").asText())
            .as("ended by its deadline or by the edge, whichever came first")
            .isIn("EXPIRED", "CANCELED");
        awaitCredit(customer, 1_000_000);
        assertThat(customer.awaitEnd(accepted(customer), LIMIT).at("/status").asText())
            .as("the next job, once the worker is back")
            .isEqualTo("SUCCEEDED");
        assertThat(movements(cluster, jobId))
            .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.REFUND);
        assertThat(new TopicReader(cluster).terminalEventsOf(jobId)).isEqualTo(1);
        awaitUsageIsTheLedger(cluster, account, customer);
      }
    }
  }

  @Test
  void aRequestThatTheCreditDoesNotReachForPassesAfterADeposit(Cluster cluster) throws Exception {
    String account = "thrifty";
    String key = cluster.openAccount(account, "0.10");
    Map<String, Object> request = waitedFor(Photos.jpeg(320, 240, 45));
    try (var customer = new Customer(cluster.url(), key)) {
      awaitCredit(customer, 100_000);

      Customer.Answer refused = customer.enhance(request);

      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(402);
      assertThat(refused.text("/code")).isEqualTo("INSUFFICIENT_CREDIT");
      assertThat(ledgerOf(cluster, account).stream().map(LedgerEntry::getKind))
          .containsExactly(LedgerEntryKind.DEPOSIT);
      assertThat(customer.get("/v1/phota/jobs").body().at("/jobs")).isEmpty();

      cluster.deposit(account, "1");
      awaitCredit(customer, 1_100_000);
      Customer.Answer paid = customer.enhance(request);

      assertThat(paid.status()).as("%s", paid.body()).isEqualTo(200);
      assertThat(paid.body().at("/images")).hasSize(1);
      awaitCredit(customer, 1_100_000 - ENHANCE_MICROS);
      awaitUsageIsTheLedger(cluster, account, customer);
    }
  }

  @Test
  void whatNoWorkerServesFailsAndIsRefunded(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      Customer.Answer answer =
          customer.post("/v1/phota/generate", Map.of("prompt", "A lighthouse at dawn"));

      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(501);
      assertThat(answer.text("/code")).isEqualTo("OPERATION_UNAVAILABLE");
      String jobId = answer.text("/job_id");
      assertThat(customer.job(jobId, 0).text("/status")).isEqualTo("FAILED");
      assertThat(movements(cluster, jobId))
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.REFUND);
    }
  }

  @Test
  void aProfileOfNobodyIsInErrorRefundedAndDeleted(Cluster cluster) throws Exception {
    HttpServer photos = photoServer();
    try (var customer = new Customer(cluster)) {
      String base = "http://" + Cluster.IMAGE_SERVER + ":" + photos.getAddress().getPort() + "/";
      Customer.Answer added =
          customer.post(
              "/v1/phota/profiles/add",
              Map.of(
                  "training_tier",
                  "fast",
                  "image_urls",
                  IntStream.range(0, 5).mapToObj(i -> base + i).toList()));

      assertThat(added.status()).as("%s", added.body()).isEqualTo(200);
      String id = added.text("/profile_id");
      String status = "/v1/phota/profiles/" + id + "/status";
      JsonNode training = customer.awaitEnd(id, LIMIT);
      assertThat(training.at("/error/code").asText()).as("%s", training).isEqualTo("NO_SUBJECT");
      assertThat(customer.get(status).text("/status")).isEqualTo("ERROR");
      assertThat(customer.get(status).text("/message")).isNotEmpty();
      assertThat(movements(cluster, id))
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.REFUND);

      assertThat(customer.delete("/v1/phota/profiles/" + id).status()).isEqualTo(200);

      assertThat(customer.get(status).status()).isEqualTo(404);
      assertThat(customer.delete("/v1/phota/profiles/" + id).status()).isEqualTo(404);
    } finally {
      photos.stop(0);
    }
  }

  private static <T> T withoutWorker(Cluster cluster, Callable<T> calls) throws Exception {
    cluster.worker().pause();
    try {
      return calls.call();
    } finally {
      cluster.worker().resume();
    }
  }

  private static Map<String, Object> waitedFor(byte[] photo) {
    var request = new LinkedHashMap<String, Object>();
    request.put("image", Base64.getEncoder().encodeToString(photo));
    request.put("client_request_id", UUID.randomUUID().toString());
    return request;
  }

  private static String accepted(Customer customer) throws IOException, InterruptedException {
    Customer.Answer answer = customer.enhance(Customer.asyncRequest(Photos.jpeg(320, 240, 44)));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("/job_id");
  }

  private static JsonNode tagged(Customer customer, String tag)
      throws IOException, InterruptedException {
    return customer.get("/v1/phota/jobs?tag=" + tag).body().at("/jobs");
  }

  private static void awaitCredit(Customer customer, long availableMicros) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode usage = customer.get("/v1/phota/usage").body();
              assertThat(usage.at("/credit/available_micros").asLong())
                  .as("%s", usage)
                  .isEqualTo(availableMicros);
              assertThat(usage.at("/credit/reserved_micros").asLong()).isZero();
            });
  }

  private static void awaitUsageIsTheLedger(Cluster cluster, String account, Customer customer) {
    List<LedgerEntry> ledger = ledgerOf(cluster, account);
    Credit credit = Credit.NONE;
    for (LedgerEntry entry : ledger) {
      credit = credit.plus(entry);
    }
    Credit expected = credit;
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode usage = customer.get("/v1/phota/usage").body();
              assertThat(usage.at("/credit/credit_micros").asLong())
                  .isEqualTo(expected.creditMicros());
              assertThat(usage.at("/credit/reserved_micros").asLong())
                  .isEqualTo(expected.reservedMicros());
              assertThat(usage.at("/total/charged_micros").asLong())
                  .isEqualTo(sum(ledger, LedgerEntryKind.SETTLE));
              assertThat(usage.at("/total/jobs").asLong())
                  .isEqualTo(count(ledger, LedgerEntryKind.SETTLE));
              assertThat(usage.at("/total/refunded").asLong())
                  .isEqualTo(count(ledger, LedgerEntryKind.REFUND));
            });
  }

  private static long sum(List<LedgerEntry> ledger, LedgerEntryKind kind) {
    return ledger.stream()
        .filter(entry -> entry.getKind() == kind)
        .mapToLong(LedgerEntry::getAmountMicros)
        .sum();
  }

  private static long count(List<LedgerEntry> ledger, LedgerEntryKind kind) {
    return ledger.stream().filter(entry -> entry.getKind() == kind).count();
  }

  private static List<LedgerEntry> ledgerOf(Cluster cluster, String account) {
    return new TopicReader(cluster)
        .all(Topics.LEDGER).stream().filter(entry -> entry.getAccount().equals(account)).toList();
  }

  private static List<LedgerEntryKind> movements(Cluster cluster, String jobId) {
    return new TopicReader(cluster)
        .all(Topics.LEDGER).stream()
            .filter(entry -> jobId.equals(entry.getJobId()))
            .map(LedgerEntry::getKind)
            .toList();
  }

  /** Serves the same photo under each number: copies of one shot show nobody often enough. */
  private static HttpServer photoServer() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(Cluster.IMAGE_SERVER, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] photo = Photos.jpeg(320, 240, 50);
          exchange.sendResponseHeaders(200, photo.length);
          exchange.getResponseBody().write(photo);
          exchange.close();
        });
    server.start();
    return server;
  }
}
