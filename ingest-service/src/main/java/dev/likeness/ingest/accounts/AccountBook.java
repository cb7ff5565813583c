package dev.likeness.ingest.accounts;

import dev.likeness.contract.Credit;
import dev.likeness.contract.Dollars;
import dev.likeness.contract.Topics;
import dev.likeness.kit.auth.ApiKey;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Opens accounts, gives and revokes keys, books deposits. What a method returned from is durable;
 * services know of it within about a second. Two administrators who change the same account at the
 * same moment overwrite each other: the topic keeps the last record. Not thread safe.
 *
 * <p>Methods throw {@link AccountException} for what cannot be done, and {@link KafkaException} if
 * the broker or the registry does not answer.
 */
public final class AccountBook implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long LARGEST_DEPOSIT_MICROS = 1_000_000_000_000_000L;
  private static final int KEY_ID_BITS = 48;

  private final KafkaClients kafka;
  private final int partitions;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Producer<String, SpecificRecord> producer;

  /**
   * A key as its owner gets it.
   *
   * @param key the only copy
   */
  public record IssuedKey(String keyId, ApiKey key) {}

  /**
   * @param partitions of topics that are created
   * @param random nobody can guess it
   */
  public AccountBook(
      KafkaClients kafka, int partitions, InstantSource clock, RandomGenerator random) {
    this.kafka = kafka;
    this.partitions = partitions;
    this.clock = clock;
    this.random = random;
    this.producer = kafka.producer("accounts");
  }

  /** A new account with one key and no credit, and the topic for its submissions. */
  public IssuedKey open(String id, String keyLabel) throws InterruptedException {
    if (Topics.accountOfSubmissions(Topics.submissions(id).name()).isEmpty()) {
      throw new AccountException(
          "An account's id is of 1 to 64 lowercase letters, digits and hyphens, begins and ends"
              + " with a letter or digit, and is not 'rejected'; '"
              + id
              + "' is not.");
    }
    createTopics(List.of(id));
    if (accounts().stream().anyMatch(account -> account.getAccount().equals(id))) {
      throw new AccountException("There is an account '" + id + "' already.");
    }
    var opened = AccountRecord.newBuilder().setAccount(id).setCreatedAt(now()).build();
    return issue(opened, keyLabel);
  }

  /** All accounts, by id. */
  public List<AccountRecord> accounts() throws InterruptedException {
    var topic = new CompactedTopic<>(kafka, Topics.ACCOUNTS);
    topic.startAndCatchUp(LIMIT);
    try {
      return topic.values().stream()
          .sorted(Comparator.comparing(AccountRecord::getAccount))
          .toList();
    } finally {
      topic.stop();
    }
  }

  /** One more key. */
  public IssuedKey addKey(String id, String keyLabel) throws InterruptedException {
    return issue(account(id), keyLabel);
  }

  /** The key is refused from now on; whether it was valid until now. */
  public boolean revokeKey(String id, String keyId) throws InterruptedException {
    var account = account(id);
    ApiKeyRecord key =
        account.getApiKeys().stream()
            .filter(k -> k.getKeyId().equals(keyId))
            .findFirst()
            .orElseThrow(
                () ->
                    new AccountException(
                        "Account '"
                            + id
                            + "' has no key with the id '"
                            + keyId
                            + "'; 'accounts list' shows their ids."));
    if (key.getRevokedAt() != null) {
      return false;
    }
    var revoked = ApiKeyRecord.newBuilder(key).setRevokedAt(now()).build();
    var keys =
        account.getApiKeys().stream().map(k -> k.getKeyId().equals(keyId) ? revoked : k).toList();
    write(AccountRecord.newBuilder(account).setApiKeys(keys).build());
    return true;
  }

  /** All calls of the account are refused from now on, until it is resumed. */
  public void suspend(String id) throws InterruptedException {
    change(id, account -> account.setSuspended(true));
  }

  public void resume(String id) throws InterruptedException {
    change(id, account -> account.setSuspended(false));
  }

  /**
   * @param rate for each key of the account; null for the deployment's own
   */
  public void limit(String id, @Nullable RequestRate rate) throws InterruptedException {
    RateLimit limit = rate == null ? null : new RateLimit(rate.perSecond(), rate.burst());
    change(id, account -> account.setRateLimit(limit));
  }

  /**
   * Adds credit. The same reference counts once, however often and wherever it is booked.
   *
   * @param micros micro-dollars, above 0 and at most a billion dollars
   * @param reference of the payment, as the administrator's own books name it
   * @return whether this call added it; if not, it was booked before
   */
  public boolean deposit(String id, long micros, String reference) throws InterruptedException {
    if (micros <= 0 || micros > LARGEST_DEPOSIT_MICROS) {
      throw new AccountException(
          "A deposit is more than $0 and at most "
              + Dollars.format(LARGEST_DEPOSIT_MICROS)
              + ", not "
              + Dollars.format(micros)
              + ".");
    }
    if (reference.isBlank()) {
      throw new AccountException("A deposit's reference must not be empty.");
    }
    account(id);
    var entry =
        LedgerEntry.newBuilder()
            .setAccount(id)
            .setEntryId("deposit/" + reference)
            .setKind(LedgerEntryKind.DEPOSIT)
            .setAmountMicros(micros)
            .setAt(now())
            .build();
    var booked = ledger(id).entry(entry.getEntryId());
    if (booked == null) {
      send(Topics.LEDGER.name(), id, entry);
    } else if (booked.getAmountMicros() != micros) {
      throw new AccountException(
          "The reference '"
              + reference
              + "' was used for a deposit of "
              + Dollars.format(booked.getAmountMicros())
              + "; choose another.");
    }
    return booked == null;
  }

  /** The sum over the account's ledger as it stands now, read from its beginning. */
  public Credit balance(String id) throws InterruptedException {
    account(id);
    return ledger(id).credit();
  }

  /** Creates the topics that every installation needs, and one for each account's submissions. */
  public void createTopics(List<String> accounts) throws InterruptedException {
    try (var admin = kafka.admin()) {
      new TopicProvisioner(admin, partitions).provision(List.of(), accounts);
    }
  }

  @Override
  public void close() {
    producer.close(LIMIT);
  }

  private IssuedKey issue(AccountRecord account, String label) throws InterruptedException {
    var key = ApiKey.fresh(random);
    String keyId = "key-%012x".formatted(random.nextLong(1L << KEY_ID_BITS));
    var keys = new ArrayList<>(account.getApiKeys());
    keys.add(key.record(keyId, label, now()));
    write(AccountRecord.newBuilder(account).setApiKeys(keys).build());
    return new IssuedKey(keyId, key);
  }

  private void change(String id, UnaryOperator<AccountRecord.Builder> change)
      throws InterruptedException {
    write(change.apply(AccountRecord.newBuilder(account(id))).build());
  }

  private AccountRecord account(String id) throws InterruptedException {
    return accounts().stream()
        .filter(account -> account.getAccount().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new AccountException(
                    "There is no account '" + id + "'; 'accounts list' shows all."));
  }

  private AccountLedger ledger(String id) throws InterruptedException {
    var ledger = new AccountLedger(id);
    var topic = new CompactedTopic<>(kafka, Topics.LEDGER, (_, e) -> e.ifPresent(ledger::add));
    topic.startAndCatchUp(LIMIT);
    topic.stop();
    return ledger;
  }

  private void write(AccountRecord account) throws InterruptedException {
    send(Topics.ACCOUNTS.name(), account.getAccount(), account);
  }

  private void send(String topic, String key, SpecificRecord value) throws InterruptedException {
    try {
      producer
          .send(new ProducerRecord<>(topic, key, value))
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("topic " + topic + " could not be written", e);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // as records keep it
  }
}
