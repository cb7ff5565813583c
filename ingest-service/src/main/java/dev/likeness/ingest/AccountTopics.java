package dev.likeness.ingest;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.thread.SupervisedThread;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every account has its topic for submissions: at the start, which waits ten
 * seconds for that and then lets the service start without it, and every hour. Owns its thread.
 */
final class AccountTopics implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(AccountTopics.class);
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final KafkaClients clients;
  private final IngestConfiguration configuration;
  private final CountDownLatch done = new CountDownLatch(1);
  private final SupervisedThread thread =
      SupervisedThread.every("account-topics", INTERVAL, this::provision);

  AccountTopics(KafkaClients clients, IngestConfiguration configuration) {
    this.clients = clients;
    this.configuration = configuration;
  }

  @Override
  public void start() throws InterruptedException {
    thread.start();
    if (!done.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.atWarn().log("the topics of the accounts are not made yet, going on in the background");
    }
  }

  @Override
  public void stop() throws InterruptedException {
    thread.interrupt();
    var _ = thread.stop(STOP_LIMIT);
  }

  HealthCheck healthCheck() {
    return thread.healthCheck();
  }

  private void provision() throws InterruptedException {
    TopicsCommand.provisionAccounts(clients, configuration);
    done.countDown();
  }
}
