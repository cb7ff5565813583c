package dev.likeness.bench;

import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The account in whose name benchmarks submit, with credit and requests for all of them. */
public final class BenchAccount {
  public static final String API_KEY = "lk_" + "b".repeat(40);

  public static final String ACCOUNT = "bench";
  private static final long CREDIT_MICROS = 1_000_000_000_000L;
  private static final int REQUESTS_PER_SECOND = 1_000_000;

  private BenchAccount() {}

  /**
   * Makes the topics of a broker that has none, and the account with its key and its credit, which
   * stand in Kafka.
   *
   * @param pools of workers
   */
  public static void open(KafkaSection kafka, int partitions, List<String> pools)
      throws InterruptedException, ExecutionException {
    Instant now = Instant.now();
    var clients = new KafkaClients(kafka, "bench");
    try (var admin = clients.admin();
        var producer = clients.producer("accounts")) {
      new TopicProvisioner(admin, partitions).provision(pools, List.of(ACCOUNT));
      var _ =
          producer.send(new ProducerRecord<>(Topics.ACCOUNTS.name(), ACCOUNT, account(now))).get();
      var _ =
          producer.send(new ProducerRecord<>(Topics.LEDGER.name(), ACCOUNT, deposit(now))).get();
    }
  }

  private static AccountRecord account(Instant now) {
    return AccountRecord.newBuilder()
        .setAccount(ACCOUNT)
        .setCreatedAt(now)
        .setApiKeys(
            List.of(
                ApiKeyRecord.newBuilder()
                    .setKeyId("key-bench")
                    .setSha256(Sha256.hex(API_KEY.getBytes(StandardCharsets.UTF_8)))
                    .setCreatedAt(now)
                    .build()))
        .setRateLimit(new RateLimit((double) REQUESTS_PER_SECOND, REQUESTS_PER_SECOND))
        .build();
  }

  private static LedgerEntry deposit(Instant now) {
    return LedgerEntry.newBuilder()
        .setAccount(ACCOUNT)
        .setEntryId("deposit/opening")
        .setKind(LedgerEntryKind.DEPOSIT)
        .setAmountMicros(CREDIT_MICROS)
        .setAt(now)
        .build();
  }
}
