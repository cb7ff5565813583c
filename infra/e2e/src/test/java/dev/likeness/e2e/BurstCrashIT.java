package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL while there is much to do. The operation does nothing, so that much can be done. */
@ExtendWith(E2eExtension.class)
class BurstCrashIT {
  private static final int BURST = 2_000;
  private static final int CALLERS = 16;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Cluster cluster;

  BurstCrashIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void everythingIsUp() throws InterruptedException {
    cluster.ingest().awaitReady();
    cluster.callback().awaitReady();
  }

  @Test
  void everyWebhookOfABurstArrivesThoughCallbackIsKilledInTheMiddle() throws Exception {
    try (var _ = NoOpWork.instead(cluster);
        var customer = new Customer(cluster);
        var receiver = new Receiver()) {
      List<Future<String>> calls = submitBurst(customer, receiver);
      await().atMost(LIMIT).until(() -> receiver.jobs().size() >= BURST / 3);

      cluster.callback().kill();
      cluster.callback().start();

      List<String> jobs = new ArrayList<>();
      for (var call : calls) {
        jobs.add(call.get());
      }
      await().atMost(LIMIT).until(() -> receiver.jobs().containsAll(jobs));
      assertThat(jobs).doesNotHaveDuplicates();
      assertThat(jobs).allSatisfy(job -> CrashIT.assertSameEvent(receiver.of(job)));
      CrashIT.assertOneEndAndOneChargeEach(new TopicReader(cluster), jobs);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(balance()).isEqualTo(sum(new TopicReader(cluster))));
    }
  }

  private List<Future<String>> submitBurst(Customer customer, Receiver receiver) {
    Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(16, 16, 60));
    request.put("callback_url", receiver.url());
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      return IntStream.range(0, BURST)
          .mapToObj(
              _ ->
                  callers.submit(
                      () -> {
                        Customer.Answer answer = customer.enhance(request);
                        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
                        return answer.text("/job_id");
                      }))
          .toList();
    }
  }

  /** Credit and what is reserved of it, as the view says it. */
  private List<Long> balance() {
    return new TopicReader(cluster)
        .all(Topics.BALANCES).stream()
            .filter(balance -> balance.getAccount().equals(Cluster.ACCOUNT))
            .reduce((_, latest) -> latest)
            .map(balance -> List.of(balance.getCreditMicros(), balance.getReservedMicros()))
            .orElseThrow();
  }

  /** The same, counted from the ledger. */
  private static List<Long> sum(TopicReader topics) {
    long credit = 0;
    long reserved = 0;
    for (LedgerEntry entry : topics.all(Topics.LEDGER)) {
      if (entry.getAccount().equals(Cluster.ACCOUNT)) {
        switch (entry.getKind()) {
          case DEPOSIT -> credit += entry.getAmountMicros();
          case RESERVE -> reserved += entry.getAmountMicros();
          case SETTLE -> {
            credit -= entry.getAmountMicros();
            reserved -= entry.getReleasedMicros();
          }
          case REFUND -> reserved -= entry.getReleasedMicros();
        }
      }
    }
    return List.of(credit, reserved);
  }
}
