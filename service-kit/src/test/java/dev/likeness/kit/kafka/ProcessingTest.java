package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessingTest {
  private static final StreamsSettings DECIDES =
      new StreamsSettings("scheduler", Path.of("state"), "127.0.0.1:1", 0);
  private static final StreamsSettings FOLDS =
      new StreamsSettings("view", Path.of("state"), "127.0.0.1:1", 0, Processing.FOLDS);

  /** The scheduler writes in transactions, and a changelog may be of a time with transactions. */
  @ParameterizedTest
  @EnumSource
  void nobodyReadsWhatNeverCameToBe(Processing processing) {
    var config =
        config(false, new StreamsSettings("any", Path.of("state"), "127.0.0.1:1", 0, processing));

    assertThat(config.getMainConsumerConfigs("group", "client", 0))
        .containsEntry("isolation.level", "read_committed");
    assertThat(config.getRestoreConsumerConfigs("client"))
        .containsEntry("isolation.level", "read_committed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anApplicationThatDecidesHasTransactionsAndAtWishStoresWithThem(boolean transactional) {
    var config = config(transactional, DECIDES);

    assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    assertThat(config.getLong("commit.interval.ms")).isEqualTo(100);
    assertThat(config.getBoolean("enable.transactional.statestores")).isEqualTo(transactional);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anApplicationThatFoldsHasNoTransactionsAndSendsWhatItForwardsAtOnce(boolean transactional) {
    var config = config(transactional, FOLDS);

    assertThat(config.getString("processing.guarantee")).isEqualTo("at_least_once");
    assertThat(config.getBoolean("enable.transactional.statestores")).isFalse();
    assertThat(config.getLong("statestore.cache.max.bytes")).isPositive();
    assertThat(config.getProducerConfigs("client"))
        .extractingByKey("linger.ms")
        .asString()
        .isEqualTo("0");
  }

  private static StreamsConfig config(boolean transactionalStores, StreamsSettings settings) {
    var section = new KafkaSection("nowhere:1", "mock://none", Map.of(), 8, transactionalStores);
    return new StreamsConfig(new KafkaClients(section, "test").streams(settings));
  }
}
