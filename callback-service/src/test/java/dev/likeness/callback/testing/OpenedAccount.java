package dev.likeness.callback.testing;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.schema.v1.AccountRecord;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes accounts down where services look for them. */
public final class OpenedAccount {
  private OpenedAccount() {}

  /** What starts from now on knows {@code account} from the beginning. */
  public static void write(KafkaClients clients, int partitions, AccountRecord account)
      throws Exception {
    try (var admin = clients.admin();
        var producer = clients.producer("accounts")) {
      new TopicProvisioner(admin, partitions).provision(List.of(), List.of());
      producer
          .send(new ProducerRecord<>(Topics.ACCOUNTS.name(), account.getAccount(), account))
          .get();
    }
  }
}
