package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.JobRenderer;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.ListingKeys;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The application {@code likeness-view}: from what is asked for and happens to what is known. A
 * fold (infra/adr/0042).
 */
public final class ViewTopology {
  public static final String APPLICATION = "likeness-view";

  /**
   * Value: {@link JobSnapshot}; key: job id. Cached: most jobs are stored once, after their last
   * change.
   */
  public static final String JOBS = "jobs";

  /**
   * Jobs that delivered nothing and whose files were removed before the job is forgotten: key: job
   * id; value: the end of which that is true, in epoch milliseconds.
   */
  static final String EMPTIED = "emptied";

  /**
   * Keys and values as in {@link ListingKeys}: which jobs and profiles an account has. Written once
   * for a job, so it is not cached: of a range in a cached store another thread may not be shown an
   * entry that leaves the cache at that moment.
   */
  public static final String LISTINGS = "listings";

  static final String CALLBACKS_DUE = "callbacks-due";
  static final String PROFILES = "profiles";
  static final String REMOVALS_DUE = "removals-due";

  /**
   * What the view works with.
   *
   * @param faults hears of records at which the view throws
   * @param retention how long a job stays after its end, with its files
   * @param undeliveredRetention how long the files of a job that delivered nothing stay after its
   *     end
   */
  public record Parts(
      JobRenderer renderer,
      JobWatch watch,
      CommandProgress progress,
      ViewMetrics metrics,
      RecordFaults faults,
      Duration retention,
      Duration undeliveredRetention) {

    JobRetention.Periods periods() {
      return new JobRetention.Periods(retention, undeliveredRetention);
    }
  }

  private ViewTopology() {}

  public static Topology build(AvroSerdes serdes, Parts parts) {
    var strings = new StringDeserializer();
    return new Topology()
        .addSource(
            "commands",
            strings,
            serdes.deserializer(Topics.JOB_COMMANDS.type()),
            Topics.JOB_COMMANDS.name())
        .addSource(
            "events",
            strings,
            serdes.deserializer(Topics.JOB_EVENTS.type()),
            Topics.JOB_EVENTS.name())
        .addSource(
            "attempts",
            strings,
            serdes.deserializer(Topics.CALLBACK_ATTEMPTS.type()),
            Topics.CALLBACK_ATTEMPTS.name())
        .addSource(
            "inputs",
            strings,
            serdes.deserializer(Topics.INPUTS_READY.type()),
            Topics.INPUTS_READY.name())
        .addSource(
            "deletions",
            strings,
            serdes.deserializer(Topics.PROFILE_DELETIONS.type()),
            Topics.PROFILE_DELETIONS.name())
        .addProcessor(
            "view",
            () -> parts.faults().guard(new ViewProcessor(parts)),
            "commands",
            "events",
            "attempts",
            "inputs",
            "deletions")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(JOBS),
                    Serdes.String(),
                    serdes.serde(JobSnapshot.class))
                .withCachingEnabled(),
            "view")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(EMPTIED), Serdes.String(), Serdes.Long()),
            "view")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(LISTINGS), Serdes.String(), Serdes.String()),
            "view")
        .addSink(
            PROFILES, Topics.PROFILES.name(), new StringSerializer(), serdes.serializer(), "view")
        .addSink(
            REMOVALS_DUE,
            Topics.REMOVALS_DUE.name(),
            new StringSerializer(),
            serdes.serializer(),
            "view")
        .addSink(
            CALLBACKS_DUE,
            Topics.CALLBACKS_DUE.name(),
            new StringSerializer(),
            serdes.serializer(),
            "view");
  }
}
