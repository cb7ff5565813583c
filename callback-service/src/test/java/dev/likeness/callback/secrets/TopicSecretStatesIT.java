package dev.likeness.callback.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.SecretStatesContract;
import dev.likeness.callback.webhook.SecretStates;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over a real topic; two instances. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NullUnmarked // fields are set before the tests
class TopicSecretStatesIT implements SecretStatesContract {
  private KafkaClients clients;
  private TopicSecretStates states;
  private TopicSecretStates others;

  @BeforeAll
  void start(KafkaEndpoint kafka) throws InterruptedException {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 2).provision(List.of(), List.of());
    }
    states = new TopicSecretStates(clients);
    others = new TopicSecretStates(clients);
    states.start();
    others.start();
  }

  @AfterAll
  void stop() throws InterruptedException {
    states.stop();
    others.stop();
  }

  @Test
  void aRestartKnowsWhatWasChangedBefore() throws InterruptedException {
    String account = Jobs.freshId();
    var changed = states.change(account, known -> ROTATION.next(account, known, Jobs.BEGIN));

    var restarted = new TopicSecretStates(clients);
    restarted.start();
    try {
      assertThat(restarted.find(account)).contains(changed);
    } finally {
      restarted.stop();
    }
  }

  @Override
  public SecretStates states() {
    return states;
  }

  @Override
  public SecretStates others() {
    return others;
  }
}
