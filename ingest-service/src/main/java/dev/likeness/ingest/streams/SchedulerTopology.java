package dev.likeness.ingest.streams;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.schema.v1.JobAttempt;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** Puts the scheduler between its topics. */
public final class SchedulerTopology {
  /** Also the name of the consumer group, and the begin of the changelogs' names. */
  public static final String APPLICATION_ID = "likeness-scheduler";

  static final String EVENTS_SINK = "publish-events";
  static final String LEDGER_SINK = "book";
  static final String DEAD_LETTERS_SINK = "give-up";
  static final String FETCH_SINK = "have-inputs-fetched";
  static final String STOP_SINK = "stop-attempts";
  static final String QUEUE_SINK = "show-queue";

  private static final String COMMANDS_SOURCE = "commands";
  private static final String REPORTS_SOURCE = "reports";
  private static final String INPUTS_SOURCE = "inputs";
  private static final String SCHEDULER = "scheduler";

  private SchedulerTopology() {}

  /**
   * The topology, to be started with the settings of {@code KafkaClients.streams}.
   *
   * @param lifecycle shared by all tasks: its suppliers have to be thread safe
   * @param released takes attempts for the workers, outside of the transaction (infra/adr/0040);
   *     thread safe
   */
  public static Topology build(
      JobLifecycle lifecycle,
      AvroSerdes serdes,
      Consumer<JobAttempt> released,
      SchedulerMetrics metrics,
      RecordFaults faults) {
    var topology = new Topology();
    var pace = new CommitPace();
    source(topology, COMMANDS_SOURCE, Topics.JOB_COMMANDS, serdes);
    source(topology, REPORTS_SOURCE, Topics.ATTEMPT_REPORTS, serdes);
    source(topology, INPUTS_SOURCE, Topics.INPUTS_READY, serdes);
    topology.addProcessor(
        SCHEDULER,
        () -> faults.guard(new SchedulerProcessor(lifecycle, released, metrics, pace)),
        COMMANDS_SOURCE,
        REPORTS_SOURCE,
        INPUTS_SOURCE);
    SchedulerStores.builders(serdes).forEach(store -> topology.addStateStore(store, SCHEDULER));
    sink(topology, EVENTS_SINK, Topics.JOB_EVENTS, serdes);
    sink(topology, LEDGER_SINK, Topics.LEDGER, serdes);
    sink(topology, DEAD_LETTERS_SINK, Topics.DEAD_LETTERS, serdes);
    sink(topology, FETCH_SINK, Topics.INPUTS_DUE, serdes);
    sink(topology, STOP_SINK, Topics.JOB_CONTROL, serdes);
    sink(topology, QUEUE_SINK, Topics.QUEUE_STATUS, serdes);
    return topology;
  }

  private static void source(Topology topology, String name, Topic<?> topic, AvroSerdes serdes) {
    topology.addSource(
        name, new StringDeserializer(), serdes.deserializer(topic.type()), topic.name());
  }

  private static void sink(Topology topology, String name, Topic<?> topic, AvroSerdes serdes) {
    topology.addSink(name, topic.name(), new StringSerializer(), serdes.serializer(), SCHEDULER);
  }
}
