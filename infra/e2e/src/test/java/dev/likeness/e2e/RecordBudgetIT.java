package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.RecordCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plain job costs in records: one attempt, one webhook, nothing to fetch, no id of the
 * customer's own. Counted from outside, by the end offsets of all topics, those of Kafka included.
 * The operation does nothing, so that the stack is as fast as it can be.
 */
@ExtendWith(E2eExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordBudgetIT {
  private static final Logger LOG = LoggerFactory.getLogger(RecordBudgetIT.class);
  private static final int STEADY_JOBS = 400;
  private static final long STEADY_PAUSE_MILLIS = 50; // 20 a second
  private static final int STEADY_BUDGET = 40;
  private static final int BURST_JOBS = 3_000;
  private static final int BURST_BUDGET = 25;
  private static final int THREADS = 16;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Cluster cluster;
  private final Customer customer;
  private NoOpWork work;

  RecordBudgetIT(Cluster cluster) {
    this.cluster = cluster;
    this.customer = new Customer(cluster);
  }

  @BeforeAll
  void replaceTheWorker() throws Exception {
    work = NoOpWork.instead(cluster);
    try (var receiver = new Receiver()) {
      awaitWebhooks(receiver, List.of(submit(request(receiver))));
    }
  }

  @AfterAll
  void bringTheWorkerBack() throws Exception {
    customer.close();
    work.close();
  }

  @Test
  void aPlainJobAtTwentyASecondWritesAtMostFortyRecords() throws Exception {
    RecordCounts written = writtenBy(STEADY_JOBS, STEADY_PAUSE_MILLIS);

    assertThat((double) written.total() / STEADY_JOBS)
        .as(written.perJob(STEADY_JOBS))
        .isLessThanOrEqualTo(STEADY_BUDGET);
  }

  @Test
  void aPlainJobInABurstOfThreeThousandWritesAtMostTwentyFiveRecords() throws Exception {
    RecordCounts written = writtenBy(BURST_JOBS, 0);

    assertThat((double) written.total() / BURST_JOBS)
        .as(written.perJob(BURST_JOBS))
        .isLessThanOrEqualTo(BURST_BUDGET);
  }

  private RecordCounts writtenBy(int jobs, long pauseMillis) throws Exception {
    try (var receiver = new Receiver();
        var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS)) {
      RecordCounts before = RecordCounts.now(admin);
      Map<String, Object> request = request(receiver);
      var calls = new ArrayList<Future<String>>();
      for (int i = 0; i < jobs; i++) {
        calls.add(threads.schedule(() -> submit(request), i * pauseMillis, TimeUnit.MILLISECONDS));
      }
      var jobIds = new ArrayList<String>();
      for (Future<String> call : calls) {
        jobIds.add(call.get());
      }
      awaitWebhooks(receiver, jobIds);
      RecordCounts written = settledCounts(admin).since(before);
      LOG.atInfo()
          .addKeyValue("jobs", jobs)
          .addKeyValue("pauseMillis", pauseMillis)
          .log("\n" + written.perJob(jobs));
      return written;
    }
  }

  private static Map<String, Object> request(Receiver receiver) {
    Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(16, 16, 60));
    request.put("callback_url", receiver.url());
    return request;
  }

  private String submit(Map<String, Object> request) throws Exception {
    Customer.Answer answer = customer.enhance(request);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("/job_id");
  }

  private static void awaitWebhooks(Receiver receiver, List<String> jobIds) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(jobIds.stream().filter(id -> receiver.of(id).isEmpty()).count())
                    .as("jobs of %s that are not called back", jobIds.size())
                    .isZero());
  }

  /** What is committed follows the last webhook: however it is put off, it belongs to the jobs. */
  private static RecordCounts settledCounts(Admin admin) throws Exception {
    await().pollDelay(SETTLED).atMost(LIMIT).until(() -> true);
    return RecordCounts.now(admin);
  }
}
