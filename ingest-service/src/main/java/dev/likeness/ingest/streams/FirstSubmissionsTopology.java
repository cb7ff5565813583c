package dev.likeness.ingest.streams;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.state.v1.StoredSubmission;
import dev.likeness.kit.kafka.RecordFaults;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The application {@code likeness-first-submissions}: an index over the command log that says which
 * submission of a job id came first. It decides nothing, so the edge can answer from it however far
 * behind the scheduler is (infra/adr/0043).
 */
public final class FirstSubmissionsTopology {
  /** Also the name of the group, and the begin of the changelog's name. */
  public static final String APPLICATION_ID = "likeness-first-submissions";

  /** Job id to {@link StoredSubmission}. */
  static final String FIRST = "first-submissions";

  private FirstSubmissionsTopology() {}

  /**
   * @param rememberFor how long a submission is remembered after it was made
   */
  public static Topology build(AvroSerdes serdes, Duration rememberFor, RecordFaults faults) {
    return new Topology()
        .addSource(
            "commands",
            new StringDeserializer(),
            serdes.deserializer(Topics.JOB_COMMANDS.type()),
            Topics.JOB_COMMANDS.name())
        .addProcessor(
            "index", () -> faults.guard(new FirstSubmissionsProcessor(rememberFor)), "commands")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(FIRST),
                    Serdes.String(),
                    serdes.serde(StoredSubmission.class))
                .withCachingEnabled(),
            "index");
  }
}
