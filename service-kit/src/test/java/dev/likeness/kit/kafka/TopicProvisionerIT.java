package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.Topics;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@Timeout(60)
class TopicProvisionerIT {
  private static final int PARTITIONS = 2;
  private static final String WEEK = "604800000";

  private final Admin admin;
  private final TopicProvisioner provisioner;
  private final String pool = TestTopics.uniqueName("pool");
  private final String account = TestTopics.uniqueName("account");

  TopicProvisionerIT(KafkaEndpoint kafka) {
    admin = kafka.admin();
    provisioner = new TopicProvisioner(admin, PARTITIONS);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void createsEveryTopicAsOftenAsItIsAsked() throws Exception {
    provisioner.provision(List.of(pool), List.of(account));
    provisioner.provision(List.of(pool), List.of(account, account));

    assertThat(partitions("job-submissions." + account)).isEqualTo(PARTITIONS);
    assertThat(partitions("jobs-ready." + pool)).isEqualTo(PARTITIONS);
    for (var topic : Topics.keyedByJob()) {
      assertThat(partitions(topic.name())).isEqualTo(PARTITIONS);
    }
    assertThat(admin.listTopics().names().get()).contains("ledger", "job-submissions.rejected");
  }

  @Test
  void keepsRecordsAsLongAsTheContractSays() throws Exception {
    provisioner.provision(List.of(pool), List.of(account));

    assertThat(config("job-submissions." + account).get("retention.ms").value()).isEqualTo(WEEK);
    assertThat(config("job-commands").get("retention.ms").value()).isEqualTo(WEEK);
    assertThat(config("ledger").get("retention.ms").value()).isEqualTo("-1");
    assertThat(config("dead-letters").get("retention.ms").value()).isEqualTo("-1");
    assertThat(config("ledger").get("cleanup.policy").value()).isEqualTo("delete");
  }

  @Test
  void namesTheTopicThatCannotBeCreated() {
    assertThatExceptionOfType(KafkaException.class)
        .isThrownBy(() -> provisioner.provision(List.of("no/topic/name"), List.of()))
        .withMessage("cannot create topic jobs-ready.no/topic/name");
  }

  private int partitions(String topic) throws Exception {
    var described = admin.describeTopics(List.of(topic)).topicNameValues().values();
    return described.iterator().next().get().partitions().size();
  }

  private Config config(String topic) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var described = admin.describeConfigs(List.of(resource)).values().values();
    return described.iterator().next().get();
  }
}
