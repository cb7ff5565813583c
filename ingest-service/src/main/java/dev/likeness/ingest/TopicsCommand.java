package dev.likeness.ingest;

import dev.likeness.kit.auth.FileAccounts;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicProvisioner;
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
    provision(
        new KafkaClients(configuration.kafka(), "provision-topics"),
        configuration,
        FileAccounts.read(configuration.files().accountsFile()));
  }

  /** Also what the service does at its start: it cannot work without its topics. */
  static void provision(
      KafkaClients clients, IngestConfiguration configuration, FileAccounts accounts)
      throws InterruptedException {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, configuration.scheduler().partitions())
          .provision(List.of(configuration.scheduler().pool()), accounts.ids());
    }
  }
}
