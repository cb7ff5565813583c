package dev.likeness.ingest.kafka;

import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.PrepaidCredit;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.AccountBalance;
import io.dropwizard.lifecycle.Managed;

/**
 * Follows topic {@code balances} and tells {@link PrepaidCredit} of every balance. {@link #start}
 * returns when it knows the balances that stood there.
 */
public final class PublishedBalances implements Managed {
  private final CompactedTopic<AccountBalance> topic;

  public PublishedBalances(KafkaClients kafka, PrepaidCredit credit) {
    topic =
        new CompactedTopic<>(
            kafka, Topics.BALANCES, (_, balance) -> balance.ifPresent(credit::published));
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
