package dev.likeness.kit.kafka;

import java.util.HashMap;
import java.util.Map;

/** What a Streams application does with a record that it reads again after a crash. */
public enum Processing {
  /**
   * It decides, and what it decided must come once: each record counts exactly once, in a
   * transaction. One is committed every 100 ms at most; a processor whose decision somebody waits
   * for asks for it sooner, so that one transaction has as much in it as can wait.
   */
  DECIDES {
    @Override
    Map<String, String> settings(KafkaSection section) {
      return Map.of(
          "processing.guarantee", "exactly_once_v2",
          "commit.interval.ms", "100",
          "statestore.cache.max.bytes", "0",
          "enable.transactional.statestores", Boolean.toString(section.transactionalStores()));
    }
  },
  /**
   * It knows by the offsets that it keeps beside its values that it has taken in the record
   * (infra/adr/0042): at least once. Its stores may be cached, so that many changes of a value
   * within a commit's interval are one record; what it forwards is sent at once, and read without
   * waiting for a commit.
   */
  FOLDS {
    @Override
    Map<String, String> settings(KafkaSection section) {
      var settings = new HashMap<String, String>();
      settings.put("processing.guarantee", "at_least_once");
      settings.put("commit.interval.ms", Long.toString(FOLDS_COMMIT_MILLIS));
      settings.put("statestore.cache.max.bytes", Integer.toString(FOLDS_CACHE_BYTES));
      settings.put("producer.linger.ms", "0");
      // Of all its consumers. What others write in transactions, and changelogs of the time when
      // this application had them, hold records that never came to be.
      settings.put("consumer.isolation.level", "read_committed");
      return settings;
    }
  };

  /**
   * Longer than most jobs are in change, so that most have one record in a changelog. Nobody waits
   * for a commit; after a crash so much is read again.
   */
  private static final long FOLDS_COMMIT_MILLIS = 5_000;

  private static final int FOLDS_CACHE_BYTES = 16 << 20;

  /** Settings of Kafka Streams. */
  abstract Map<String, String> settings(KafkaSection section);
}
