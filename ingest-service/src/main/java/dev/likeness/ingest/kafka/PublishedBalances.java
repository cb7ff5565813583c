package dev.likeness.ingest.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.PrepaidCredit;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.AccountBalance;
import io.dropwizard.lifecycle.Managed;

/** Follows topic {@code balances} and tells {@link PrepaidCredit} of every balance. */
public final class PublishedBalances implements Managed {
  private final PrepaidCredit credit;
  private final CompactedTopic<AccountBalance> topic;

  public PublishedBalances(KafkaClients kafka) {
    credit = new PrepaidCredit(this::requireRead);
    topic =
        new CompactedTopic<>(
            kafka, Topics.BALANCES, (_, balance) -> balance.ifPresent(credit::published));
  }

  /** What accounts can pay for, as far as the balances tell. */
  public PrepaidCredit credit() {
    return credit;
  }

  /** Healthy while the balances are known and followed. */
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

  private void requireRead() {
    topic.requireRead();
  }
}
