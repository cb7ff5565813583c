package dev.likeness.ingest;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.util.List;
import net.sourceforge.argparse4j.inf.Namespace;

/** {@code provision-topics <yaml>}: creates the topics that are missing, and ends. */
final class TopicsCommand extends ConfiguredCommand<IngestConfiguration> {
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

  /**
   * Also what the service does at its start: it cannot work without its topics. First the common
   * ones, among them that of the accounts; then those of the accounts that stand in it.
   */
  static void provision(KafkaClients clients, IngestConfiguration configuration)
      throws InterruptedException {
    try (var admin = clients.admin()) {
      var provisioner = new TopicProvisioner(admin, configuration.scheduler().partitions());
      var pools = List.of(configuration.scheduler().pool());
      provisioner.provision(pools, List.of());
      provisioner.provision(pools, accounts(clients));
    }
  }

  private static List<String> accounts(KafkaClients clients) throws InterruptedException {
    var topic = new CompactedTopic<>(clients, Topics.ACCOUNTS);
    topic.start();
    try {
      return topic.values().stream().map(AccountRecord::getAccount).toList();
    } finally {
      topic.stop();
    }
  }
}
