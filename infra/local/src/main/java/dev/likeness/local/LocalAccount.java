package dev.likeness.local;

import dev.likeness.contract.Topics;
import dev.likeness.ingest.accounts.AccountBook;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one account of a local stack, with credit for millions of photos.
 *
 * @param apiKey made for this start; only its hash is written down
 */
record LocalAccount(String id, String apiKey) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ID = "local";
  private static final long CREDIT_MICROS = 1_000_000_000_000L;

  /** Opens it, as {@code ./likeness accounts create} does. */
  static LocalAccount open(
      String bootstrapServers, String registryUrl, int partitions, SecureRandom random)
      throws InterruptedException {
    var kafka = kafka(bootstrapServers, registryUrl);
    try (var book = new AccountBook(kafka, partitions, InstantSource.system(), random)) {
      var issued = book.open(ID, "local stack");
      book.deposit(ID, CREDIT_MICROS, "opening");
      return new LocalAccount(ID, issued.key().value());
    }
  }

  /** Returns when the view has added the credit up, so that ingest knows of it. */
  void awaitCredit(String bootstrapServers, String registryUrl) throws InterruptedException {
    var known = new CountDownLatch(1);
    var balances =
        new CompactedTopic<>(
            kafka(bootstrapServers, registryUrl),
            Topics.BALANCES,
            (account, _) -> {
              if (account.equals(id)) {
                known.countDown();
              }
            });
    balances.start();
    try {
      if (!known.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("there is no balance within " + LIMIT);
      }
    } finally {
      balances.stop();
    }
  }

  private static KafkaClients kafka(String bootstrapServers, String registryUrl) {
    return new KafkaClients(
        new KafkaSection(bootstrapServers, registryUrl, Map.of()), "local-stack");
  }
}
