package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.Topics;
import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.auth.AccountsContract;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AccountRecord;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@Timeout(60)
class TopicAccountsIT implements AccountsContract {
  private final KafkaClients clients;
  private final Producer<String, SpecificRecord> producer;
  private final TopicAccounts accounts;
  private final String id = TestTopics.uniqueName("acme");

  TopicAccountsIT(KafkaEndpoint kafka) {
    clients = TestClients.of(kafka);
    producer = clients.producer("test");
    accounts = new TopicAccounts(clients);
  }

  @BeforeEach
  void start() throws Exception {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 2).provision(List.of(), List.of());
    }
    accounts.start();
  }

  @AfterEach
  void stop() throws Exception {
    accounts.stop();
    producer.close();
  }

  /** A producer may be faster than the news of its account. */
  @Test
  void anAccountThatWasOpenedJustNowIsKnownByItsId() throws Exception {
    for (int i = 0; i < 5; i++) {
      String fresh = id + "-" + i;
      write(AccountRecord.newBuilder().setAccount(fresh).setCreatedAt(Instant.EPOCH).build());

      assertThat(accounts.byId(fresh)).isPresent();
    }
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public void write(AccountRecord record) throws Exception {
    producer.send(new ProducerRecord<>(Topics.ACCOUNTS.name(), record.getAccount(), record)).get();
  }

  @Override
  public void remove(String account) throws Exception {
    producer.send(new ProducerRecord<>(Topics.ACCOUNTS.name(), account, null)).get();
  }

  @Override
  public String id() {
    return id;
  }
}
