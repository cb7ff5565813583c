package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Effect;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.LanesInOrder;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.ingest.scheduler.SchedulerShard;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.QueueStatus;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries commands, reports, fetched inputs and time of one partition to a {@link SchedulerShard},
 * and its effects to the sinks and the queue of the pool. Used by one thread at a time.
 *
 * <p>A record that names no job, or another than its key, is logged and skipped: no retry would
 * mend it, and the jobs behind it are to go on.
 */
final class SchedulerProcessor
    implements RecordProcessor<String, SpecificRecord, String, SpecificRecord> {
  static final Duration TICK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(SchedulerProcessor.class);
  private static final Duration METRICS_EVERY = Duration.ofMillis(500);
  private static final Duration SHOW_QUEUE_EVERY = Duration.ofSeconds(1);

  private final JobLifecycle lifecycle;
  private final Consumer<JobAttempt> released;
  private final SchedulerMetrics metrics;
  private final CommitPace pace;
  private @Nullable ProcessorContext<String, SpecificRecord> context;
  private @Nullable StoredJobStates states;
  private @Nullable SchedulerShard shard;
  private List<LaneQueue> shown = List.of();

  SchedulerProcessor(
      JobLifecycle lifecycle,
      Consumer<JobAttempt> released,
      SchedulerMetrics metrics,
      CommitPace pace) {
    this.lifecycle = lifecycle;
    this.released = released;
    this.metrics = metrics;
    this.pace = pace;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context, Steps steps) {
    this.context = context;
    var states = SchedulerStores.states(context);
    this.states = states;
    var shard =
        new SchedulerShard(
            lifecycle,
            new LanesInOrder(),
            SchedulerStores.open(states, context),
            (job, part) -> steps.run(job.value(), part),
            this::publish,
            now());
    this.shard = shard;
    this.shown = List.of();
    context.schedule(
        TICK, PunctuationType.WALL_CLOCK_TIME, _ -> thenWrite(() -> shard.tick(now())));
    int partition = context.taskId().partition();
    context.schedule(
        METRICS_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> metrics.load(partition, shard.load()));
    context.schedule(
        SHOW_QUEUE_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> showQueue(partition, shard));
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    thenWrite(() -> take(record));
  }

  private void take(Record<String, SpecificRecord> record) {
    switch (record.value()) {
      case JobCommand command when names(record, command.getJobId()) ->
          shard().command(command, offset(), now());
      case JobEvent report when names(record, report.getJobId()) -> shard().event(report, now());
      case InputsReady answer when names(record, answer.getJobId()) ->
          shard().inputs(answer, now());
      case null, default ->
          LOG.atWarn()
              .addKeyValue("record", position())
              .log("skipped a record that does not name the job of its key");
    }
  }

  /** What it would have led to cannot be told, so its job ends. */
  @Override
  public void skipped(Record<String, SpecificRecord> record) {
    thenWrite(() -> giveUp(record));
  }

  private void giveUp(Record<String, SpecificRecord> record) {
    switch (record.value()) {
      case JobCommand command when names(record, command.getJobId()) ->
          shard().giveUp(command, now());
      case JobEvent event when names(record, event.getJobId()) && SchedulerShard.concerns(event) ->
          shard().giveUp(new JobId(event.getJobId()), now());
      case InputsReady answer when names(record, answer.getJobId()) ->
          shard().giveUp(new JobId(answer.getJobId()), now());
      case null, default -> {} // it named no job
    }
  }

  /** What was decided is stored also if something is thrown later in the same step. */
  private void thenWrite(Runnable step) {
    try {
      step.run();
    } finally {
      Objects.requireNonNull(states, "not initialised").write();
      if (pace.isDue(context().currentSystemTimeMs())) {
        context().commit();
      }
    }
  }

  @Override
  public void close() {
    if (context != null) {
      metrics.gone(context.taskId().partition());
    }
  }

  private void showQueue(int partition, SchedulerShard shard) {
    List<LaneQueue> queue = shard.queue(now());
    if (!queue.equals(shown)) {
      var status = new QueueStatus(partition, now(), queue);
      forward(Integer.toString(partition), status, SchedulerTopology.QUEUE_SINK);
      shown = queue;
    }
  }

  private void publish(Effect effect) {
    if (isAwaited(effect)) {
      pace.owe();
    }
    switch (effect) {
      case Effect.Announce(var event) ->
          forward(event.getJobId(), event, SchedulerTopology.EVENTS_SINK);
      case Effect.HandOut(var attempt) -> released.accept(attempt);
      case Effect.Fetch(var due) -> forward(due.getJobId(), due, SchedulerTopology.FETCH_SINK);
      case Effect.Stop(var cancel) -> {
        forward(cancel.getJobId(), cancel, SchedulerTopology.STOP_SINK);
        if (cancel.getUntaken()) {
          metrics.untaken();
        }
      }
      case Effect.Book(var entry) ->
          forward(entry.getAccount(), entry, SchedulerTopology.LEDGER_SINK);
      case Effect.GiveUp(var letter) ->
          forward(letter.getJobId(), letter, SchedulerTopology.DEAD_LETTERS_SINK);
    }
  }

  /**
   * An end is told to the customer, photos are to be fetched, and an attempt is to be stopped.
   * While jobs are held back they have waited longer than for a commit.
   */
  private boolean isAwaited(Effect effect) {
    return switch (effect) {
      case Effect.Announce(var event) ->
          switch (event.getEvent()) {
            case Succeeded _, Failed _, Cancelled _, Expired _ -> !shard().holdsBack();
            default -> false;
          };
      case Effect.Fetch _, Effect.Stop _ -> true;
      case Effect.HandOut _, Effect.Book _, Effect.GiveUp _ -> false;
    };
  }

  private void forward(String key, SpecificRecord value, String sink) {
    context().forward(new Record<>(key, value, now().toEpochMilli()), sink);
  }

  private static boolean names(Record<String, ?> record, String jobId) {
    return JobId.isWellFormed(jobId) && jobId.equals(record.key());
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  private long offset() {
    return context().recordMetadata().map(RecordMetadata::offset).orElseThrow();
  }

  private String position() {
    return context()
        .recordMetadata()
        .map(at -> at.topic() + "-" + at.partition() + "-" + at.offset())
        .orElse("unknown");
  }

  private ProcessorContext<String, SpecificRecord> context() {
    return Objects.requireNonNull(context, "not initialised");
  }

  private SchedulerShard shard() {
    return Objects.requireNonNull(shard, "not initialised");
  }
}
