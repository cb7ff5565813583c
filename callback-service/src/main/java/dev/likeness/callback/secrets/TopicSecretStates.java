package dev.likeness.callback.secrets;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.callback.webhook.SecretStates;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.WebhookSecretState;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The states on the topic {@code webhook-secrets}. Thread safe; owns the thread that reads it.
 *
 * <p>Changes of one account come one after the other because each is a transaction under an id of
 * the account: one that begins later, on any instance, makes the broker refuse the commit of one
 * that began earlier and has not ended, which then begins anew. In between lies the reading of all
 * that was committed.
 */
public final class TopicSecretStates implements SecretStates, Managed {
  private static final String TRANSACTIONS = "likeness-webhook-secret-";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int TRIES = 20;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);

  private final KafkaClients clients;
  private final CompactedTopic<WebhookSecretState> topic;
  private final ReentrantLock changing = new ReentrantLock();

  public TopicSecretStates(KafkaClients clients) {
    this.clients = clients;
    this.topic = new CompactedTopic<>(clients, Topics.WEBHOOK_SECRETS);
  }

  /** Healthy while the secrets are known and followed. */
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

  @Override
  public Optional<WebhookSecretState> find(String account) {
    return topic.get(account);
  }

  @Override
  public WebhookSecretState change(
      String account, Function<Optional<WebhookSecretState>, WebhookSecretState> change) {
    changing.lock(); // those of this instance need not disturb each other
    try {
      for (int i = 1; i < TRIES; i++) {
        try {
          return changeOnce(account, change);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
          pause();
        }
      }
      return changeOnce(account, change);
    } catch (KafkaException e) {
      throw new WebhookException("the change of a webhook secret is not known to be stored", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhookException("interrupted while a webhook secret was changed", e);
    } finally {
      changing.unlock();
    }
  }

  private WebhookSecretState changeOnce(
      String account, Function<Optional<WebhookSecretState>, WebhookSecretState> change)
      throws InterruptedException {
    try (var producer = clients.transactionalProducer("secrets", TRANSACTIONS + account)) {
      producer.initTransactions();
      topic.catchUp(LIMIT);
      WebhookSecretState next = change.apply(topic.get(account));
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>(Topics.WEBHOOK_SECRETS.name(), account, next));
      producer.commitTransaction(); // throws what the send met with
      topic.catchUp(LIMIT);
      return next;
    }
  }

  /** Of random length, so that two instances do not go on disturbing each other. */
  private static void pause() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos()));
  }
}
