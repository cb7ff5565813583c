package dev.likeness.ingest;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.time.Duration;
import java.util.List;
import net.sourceforge.argparse4j.inf.Namespace;

/** {@code provision-topics <yaml>}: creates the topics that are missing, and ends. */
final class TopicsCommand extends ConfiguredCommand<IngestConfiguration> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  TopicsCommand() {
    super("provision-topics", "Creates the topics that are missing.");
  }

  @Override
  protected void run(
      Bootstrap<IngestConfiguration> bootstrap,
      Namespace namespace,
      IngestConfiguration configuration)
      throws InterruptedException {
    provision(new KafkaClients(configuration.kafka(), "provision-topics"), configuration);
  }

  /** First the common topics, among them that of the accounts; then those of the accounts in it. */
  private static void provision(KafkaClients clients, IngestConfiguration configuration)
      throws InterruptedException {
    provisionCommon(clients, configuration);
    provisionAccounts(clients, configuration);
  }

  /** The topics that every installation has. */
  static void provisionCommon(KafkaClients clients, IngestConfiguration configuration)
      throws InterruptedException {
    provision(clients, configuration, List.of());
  }

  /**
   * The topics for the submissions of all accounts.
   *
   * @throws org.apache.kafka.common.KafkaException if the accounts cannot be read within 30 s
   */
  static void provisionAccounts(KafkaClients clients, IngestConfiguration configuration)
      throws InterruptedException {
    provision(clients, configuration, accounts(clients));
  }

  private static void provision(
      KafkaClients clients, IngestConfiguration configuration, List<String> accounts)
      throws InterruptedException {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, configuration.scheduler().partitions())
          .provision(List.of(configuration.scheduler().pool()), accounts);
    }
  }

  private static List<String> accounts(KafkaClients clients) throws InterruptedException {
    var topic = new CompactedTopic<>(clients, Topics.ACCOUNTS);
    topic.startAndCatchUp(LIMIT);
    try {
      return topic.values().stream().map(AccountRecord::getAccount).toList();
    } finally {
      topic.stop();
    }
  }
}
