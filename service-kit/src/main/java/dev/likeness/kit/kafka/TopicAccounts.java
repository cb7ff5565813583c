package dev.likeness.kit.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topics;
import dev.likeness.kit.auth.Account;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.auth.Caller;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * The accounts of topic {@code accounts}, in memory: a new key, or the end of one, is known within
 * about a second everywhere. Questions are refused as unavailable until everything that stood in
 * the topic at the start has been read. Thread safe.
 */
public final class TopicAccounts implements Accounts, Managed {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final AccountDirectory directory = new AccountDirectory();
  private final CompactedTopic<AccountRecord> topic;

  public TopicAccounts(KafkaClients kafka) {
    topic =
        new CompactedTopic<>(
            kafka,
            Topics.ACCOUNTS,
            (id, record) -> record.ifPresentOrElse(directory::put, () -> directory.remove(id)));
  }

  @Override
  public Optional<Caller> byApiKey(String apiKey) {
    topic.requireRead();
    return directory.byApiKey(apiKey);
  }

  @Override
  public Optional<Account> byId(String accountId) {
    topic.requireRead();
    Optional<Account> known = directory.byId(accountId);
    if (known.isEmpty()) {
      catchUp(); // a producer may be faster than the news of its account
      return directory.byId(accountId);
    }
    return known;
  }

  private void catchUp() {
    try {
      topic.catchUp(LIMIT);
    } catch (KafkaException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static RefusalException unavailable() {
    return new RefusalException(
        FailureCode.UNAVAILABLE, "The accounts cannot be read at the moment; try again.");
  }

  /** Healthy while the accounts are known and followed. */
  public HealthCheck healthCheck() {
    return topic.healthCheck();
  }

  @Override
  public void start() throws InterruptedException {
    topic.start();
  }

  @Override
  public void stop() throws InterruptedException {
    topic.stop();
  }
}
