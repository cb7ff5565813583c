package dev.likeness.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL while there is much to do. The operation does nothing, so that much can be done. */
@ExtendWith(E2eExtension.class)
class BurstCrashIT {
  private static final int BURST = 2_000;
  private static final int HELD = 50_000;
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

  @Test
  void nothingIsLostAndNothingComesTwiceThoughIngestIsKilledWithFiftyThousandHeld()
      throws Exception {
    List<String> jobs =
        IntStream.range(0, HELD).mapToObj(i -> id(System.nanoTime() + "-" + i)).toList();
    cluster.worker().close(); // nobody takes what is released
    try (var log = new CommandLog(cluster)) {
      log.append(jobs.subList(0, HELD / 2), BurstCrashIT::submit);
      await().atMost(LIMIT).until(() -> queued(jobs).size() >= HELD / 4);

      cluster.ingest().kill();
      log.append(jobs.subList(HELD / 2, HELD), BurstCrashIT::submit);
      cluster.ingest().start();

      await().atMost(LIMIT).until(() -> queued(jobs).size() == HELD);
      cluster.ingest().kill(); // with all of them held
      cluster.ingest().start();
      log.append(jobs, BurstCrashIT::cancel);
      await().atMost(LIMIT).until(() -> ended(jobs) == HELD);

      assertThat(bookings(jobs, LedgerEntryKind.RESERVE)).isEqualTo(HELD);
      assertThat(bookings(jobs, LedgerEntryKind.REFUND)).isEqualTo(HELD);
      assertThat(new TopicReader(cluster).all(Topics.JOB_EVENTS))
          .filteredOn(event -> event.getEvent() instanceof Queued)
          .extracting(JobEvent::getJobId)
          .doesNotHaveDuplicates();
    } finally {
      cluster.worker().start();
      cluster.worker().awaitReady();
    }
  }

  private Set<String> queued(List<String> jobs) {
    Set<String> queued =
        new TopicReader(cluster)
            .all(Topics.JOB_EVENTS).stream()
                .filter(event -> event.getEvent() instanceof Queued)
                .map(JobEvent::getJobId)
                .collect(Collectors.toSet());
    queued.retainAll(Set.copyOf(jobs));
    return queued;
  }

  private long ended(List<String> jobs) {
    Set<String> ids = Set.copyOf(jobs);
    return new TopicReader(cluster)
        .all(Topics.JOB_EVENTS).stream()
            .filter(TopicReader::isTerminal)
            .filter(event -> ids.contains(event.getJobId()))
            .count();
  }

  private long bookings(List<String> jobs, LedgerEntryKind kind) {
    Set<String> ids = Set.copyOf(jobs);
    return new TopicReader(cluster)
        .all(Topics.LEDGER).stream()
            .filter(entry -> entry.getKind() == kind && ids.contains(entry.getJobId()))
            .count();
  }

  private static String id(String name) {
    return Sha256.hex(name.getBytes(UTF_8)).substring(0, 32);
  }

  private static Object submit(Instant now) {
    return Submit.newBuilder()
        .setSpec(
            JobSpec.newBuilder()
                .setOperation(Operation.GENERATE)
                .setPrompt("a lighthouse at dusk")
                .build())
        .setPrice(new Price(10L, 10L, 10L))
        .setLane(Lane.BATCH)
        .setFingerprint(id("held"))
        .setDeadline(now.plus(Duration.ofHours(1)))
        .build();
  }

  private static Object cancel(Instant now) {
    return new Cancel("enough of it, at " + now);
  }

  /** Writes commands as the edge does, which could not be called so often in so short a time. */
  private static final class CommandLog implements AutoCloseable {
    private final KafkaProducer<String, SpecificRecord> producer;

    CommandLog(Cluster cluster) {
      producer =
          new KafkaProducer<>(
              Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers()),
              new StringSerializer(),
              new AvroSerdes(cluster.registryUrl()).serializer());
    }

    void append(List<String> jobs, Function<Instant, Object> command)
        throws InterruptedException, ExecutionException {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Object asked = command.apply(now);
      List<Future<?>> written = new ArrayList<>();
      for (String job : jobs) {
        var record =
            JobCommand.newBuilder()
                .setJobId(job)
                .setAccount(Cluster.ACCOUNT)
                .setAt(now)
                .setRequestId("burst")
                .setCommand(asked)
                .build();
        written.add(producer.send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), job, record)));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }

    @Override
    public void close() {
      producer.close();
    }
  }
}
