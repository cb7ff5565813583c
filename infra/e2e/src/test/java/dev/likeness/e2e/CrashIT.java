package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGKILL in the middle of work. What was accepted ends exactly once, is charged exactly once, and
 * is called back.
 */
@ExtendWith(E2eExtension.class)
class CrashIT {
  private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);
  private static final int JOBS = 50;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void aJobWhoseWorkerIsKilledInTheMiddleFinishesOnce(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(3840, 2160, 11));
      request.put("num_output_images", 4);
      request.put("output_format", "png");
      String jobId = customer.enhance(request).text("/job_id");
      await()
          .atMost(LIMIT)
          .until(
              () -> customer.job(jobId, 0).body().at("/progress/stage").asText().equals("model"));

      cluster.worker().kill();
      assertThat(customer.job(jobId, 0).text("/status"))
          .as("killed in mid-job")
          .isEqualTo("IN_PROGRESS");
      cluster.worker().start();

      JsonNode job = customer.awaitEnd(jobId, LIMIT);
      assertThat(job.at("/status").asText()).as("%s", job).isEqualTo("SUCCEEDED");
      var topics = new TopicReader(cluster);
      assertThat(topics.terminalEventsOf(jobId)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.SETTLE)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.RESERVE)).isEqualTo(1);
      cluster.worker().awaitReady();
    }
  }

  @Test
  void fiftyJobsSurviveTheDeathOfEveryServiceAndTheBroker(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster);
        var receiver = new Receiver()) {
      var accepted = new ArrayList<String>();
      for (int i = 0; i < JOBS; i++) {
        Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(480, 360, 1000 + i));
        request.put("callback_url", receiver.url());
        request.put("client_request_id", "crash-" + System.identityHashCode(receiver) + "-" + i);
        accepted.add(submit(customer, request));
        crashAfter(i, cluster);
      }
      cluster.ingest().awaitReady();
      cluster.callback().awaitReady();
      cluster.worker().awaitReady();

      for (String jobId : accepted) {
        assertThat(customer.awaitEnd(jobId, LIMIT).at("/status").asText())
            .as(jobId)
            .isEqualTo("SUCCEEDED");
      }
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(accepted).allSatisfy(id -> assertThat(receiver.of(id)).isNotEmpty()));
      assertOneEndAndOneChargeEach(new TopicReader(cluster), accepted);
      assertThat(accepted).allSatisfy(id -> assertSameEvent(receiver.of(id)));
      LOG.atInfo()
          .addKeyValue("accepted", accepted.size())
          .addKeyValue("endedOnce", accepted.size())
          .addKeyValue("webhooks", accepted.stream().mapToInt(id -> receiver.of(id).size()).sum())
          .log("counted after the crashes");
    }
  }

  /** Kills one part after another while jobs are in flight, and starts it again. */
  private static void crashAfter(int jobs, Cluster cluster) throws InterruptedException {
    switch (jobs) {
      case 12 -> restart(cluster.ingest());
      case 24 -> restart(cluster.callback());
      case 30 -> restart(cluster.worker());
      case 36 -> restart(cluster.broker());
      case 49 -> {
        restart(cluster.ingest());
        restart(cluster.callback());
        restart(cluster.broker());
      }
      default -> {}
    }
  }

  private static void restart(ServiceProcess process) throws InterruptedException {
    process.kill();
    process.start();
  }

  /** As a careful client: until it is accepted, with the same client_request_id. */
  private static String submit(Customer customer, Map<String, Object> request)
      throws InterruptedException {
    var jobId = new ArrayList<String>();
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              Customer.Answer answer = customer.enhance(request);
              assertThat(answer.status()).as("%s", answer.body()).isIn(202, 503);
              if (answer.status() == 202) {
                jobId.add(answer.text("/job_id"));
              }
              return answer.status() == 202;
            });
    return jobId.getFirst();
  }

  static void assertOneEndAndOneChargeEach(TopicReader topics, List<String> jobIds) {
    Map<String, List<JobEvent>> events =
        topics.all(Topics.JOB_EVENTS).stream()
            .filter(TopicReader::isTerminal)
            .collect(Collectors.groupingBy(JobEvent::getJobId));
    Map<String, List<LedgerEntryKind>> ledger =
        topics.all(Topics.LEDGER).stream()
            .filter(entry -> entry.getJobId() != null)
            .collect(
                Collectors.groupingBy(
                    LedgerEntry::getJobId,
                    Collectors.mapping(LedgerEntry::getKind, Collectors.toList())));
    for (String jobId : jobIds) {
      assertThat(events.get(jobId)).as("ends of %s", jobId).hasSize(1);
      assertThat(ledger.get(jobId))
          .as("ledger of %s", jobId)
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    }
  }

  /**
   * A webhook may come twice after a crash; then it is the same one, to the byte, with the same id.
   */
  static void assertSameEvent(List<Receiver.Webhook> webhooks) {
    var first = webhooks.getFirst();
    assertThat(webhooks)
        .allSatisfy(
            webhook -> {
              assertThat(webhook.id()).isEqualTo(first.id());
              assertThat(webhook.body()).isEqualTo(first.body());
            });
  }
}
