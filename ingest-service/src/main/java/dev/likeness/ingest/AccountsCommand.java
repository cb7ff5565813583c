package dev.likeness.ingest;

import dev.likeness.ingest.accounts.AccountBook;
import dev.likeness.ingest.accounts.AccountException;
import dev.likeness.ingest.accounts.AccountsDesk;
import dev.likeness.kit.kafka.KafkaClients;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** {@code accounts <yaml> create|list|...}: what {@code ./likeness accounts} runs. */
final class AccountsCommand extends ConfiguredCommand<IngestConfiguration> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  AccountsCommand() {
    super("accounts", "Opens accounts, gives keys, books deposits.");
  }

  @Override
  public void configure(Subparser subparser) {
    super.configure(subparser);
    AccountsDesk.declareArguments(subparser);
  }

  @Override
  protected void run(
      Bootstrap<IngestConfiguration> bootstrap,
      Namespace namespace,
      IngestConfiguration configuration)
      throws InterruptedException {
    var clients = new KafkaClients(configuration.kafka(), "accounts");
    checkBroker(clients, configuration.kafka().bootstrapServers());
    try (var book =
        new AccountBook(
            clients,
            configuration.scheduler().partitions(),
            InstantSource.system(),
            new SecureRandom())) {
      new AccountsDesk(book, System.out).run(namespace);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable thrown) {
    switch (thrown) {
      case AccountException wrong -> cli.getStdErr().println("likeness: " + wrong.getMessage());
      case KafkaException silent ->
          cli.getStdErr()
              .println(
                  "likeness: Kafka or the schema registry does not answer: "
                      + silent.getMessage()
                      + ". Set LIKENESS_KAFKA_BOOTSTRAP and LIKENESS_REGISTRY_URL.");
      default -> super.onError(cli, namespace, thrown);
    }
  }

  /** Says within seconds what clients by themselves find out in minutes. */
  private static void checkBroker(KafkaClients clients, String bootstrapServers)
      throws InterruptedException {
    try (var admin = clients.admin()) {
      // The limit is the call's own: closing the client waits for what is under way.
      var limited = new DescribeClusterOptions().timeoutMs(Math.toIntExact(PATIENCE.toMillis()));
      admin.describeCluster(limited).clusterId().get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "no broker at " + bootstrapServers + " within " + PATIENCE.toSeconds() + " s", e);
    }
  }
}
