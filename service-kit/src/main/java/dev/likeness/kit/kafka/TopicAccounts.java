package dev.likeness.kit.kafka;

import dev.likeness.contract.Topics;
import dev.likeness.kit.auth.Account;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.auth.Caller;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.lifecycle.Managed;
import java.util.Optional;

/**
 * The accounts of topic {@code accounts}, in memory: a new key, or the end of one, is known within
 * about a second everywhere. {@link #start} returns when everything that stood in the topic has
 * been read. Thread safe.
 */
public final class TopicAccounts implements Accounts, Managed {
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
    return directory.byApiKey(apiKey);
  }

  @Override
  public Optional<Account> byId(String accountId) {
    return directory.byId(accountId);
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
