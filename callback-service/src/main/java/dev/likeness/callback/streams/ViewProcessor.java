package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.Effect;
import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.JobProjection;
import dev.likeness.callback.lifecycle.JobRecord;
import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.callback.lifecycle.StateAnomaly;
import dev.likeness.callback.lifecycle.Step;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.RemovalDue;
import dev.likeness.schema.v1.Submit;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link JobProjection} over a partition: state from the store, effects to the sinks and the
 * log, a signal to those who wait. One instance for each partition, on its stream thread.
 *
 * <p>After a crash each job is in the store as it was at the commit or at any time since, and the
 * records since then come again: those that the job holds bring about their effects once more.
 */
final class ViewProcessor
    implements RecordProcessor<String, SpecificRecord, String, SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(ViewProcessor.class);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

  private final ViewTopology.Parts parts;
  private @Nullable ProcessorContext<String, SpecificRecord> assignedContext;
  private @Nullable KeyValueStore<String, JobSnapshot> assignedJobs;
  private @Nullable JobIndex assignedIndex;
  private @Nullable JobRetention assignedRetention;

  ViewProcessor(ViewTopology.Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context, Steps steps) {
    assignedContext = context;
    KeyValueStore<String, JobSnapshot> jobs = context.getStateStore(ViewTopology.JOBS);
    var retention =
        new JobRetention(
            jobs,
            context.getStateStore(ViewTopology.EMPTIED),
            parts.periods(),
            steps,
            new RemovalInTopics(),
            parts.metrics());
    assignedJobs = jobs;
    assignedIndex = new JobIndex(context.getStateStore(ViewTopology.LISTINGS));
    assignedRetention = retention;
    parts.progress().opened(context.taskId().partition());
    var _ = context.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, retention::look);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    String jobId = record.key();
    if (jobId == null || !JobId.isWellFormed(jobId)) {
      LOG.atWarn().addKeyValue("position", position()).log("record without a job id as key");
    } else if (record.value() != null) {
      process(jobId, record);
    }
    context().recordMetadata().ifPresent(this::passed);
  }

  /** Nobody needs to wait for what it might have changed. */
  @Override
  public void skipped(Record<String, SpecificRecord> record) {
    context().recordMetadata().ifPresent(this::passed);
  }

  private void process(String jobId, Record<String, SpecificRecord> record) {
    Optional<JobSnapshot> known = Optional.ofNullable(jobs().get(jobId));
    JobRecord placed = jobRecord(record.value());
    Optional<JobSnapshot> predecessor = known.filter(job -> isSucceeded(job, placed));
    Optional<JobSnapshot> before = predecessor.isPresent() ? Optional.empty() : known;
    Folded folded = fold(JobProjection.apply(before, placed));
    predecessor.ifPresent(retention()::forgetAtOnce);
    folded.job().ifPresent(now -> keep(before, now));
    folded.anomalies().forEach(anomaly -> report(anomaly, jobId));
    folded.callbacks().forEach(due -> announce(due, record.timestamp()));
    folded.profiles().forEach(changed -> publish(changed, record.timestamp()));
  }

  /**
   * Whether the record begins a new job of the same id, which comes when the scheduler has
   * forgotten the one before, and may come before this view has looked at that.
   */
  private boolean isSucceeded(JobSnapshot job, JobRecord record) {
    return record instanceof JobRecord.Command(JobCommand command, _)
        && command.getCommand() instanceof Submit
        && !record.isIn(job)
        && retention().isOver(job, command.getAt().toEpochMilli());
  }

  /** What a record comes to, with nothing done yet. */
  private record Folded(
      Optional<JobSnapshot> job,
      List<StateAnomaly> anomalies,
      List<CallbackDue> callbacks,
      List<Effect.ProfileChanged> profiles) {}

  private Folded fold(Step step) {
    var anomalies = new ArrayList<StateAnomaly>();
    var callbacks = new ArrayList<CallbackDue>();
    var profiles = new ArrayList<Effect.ProfileChanged>();
    for (Effect effect : step.effects()) {
      switch (effect) {
        case Effect.AnomalyFound found -> anomalies.add(found.anomaly());
        case Effect.CallbackNeeded needed -> callbacks.add(due(needed));
        case Effect.ProfileChanged changed -> profiles.add(changed);
      }
    }
    return new Folded(step.snapshot(), anomalies, callbacks, profiles);
  }

  private void keep(Optional<JobSnapshot> before, JobSnapshot now) {
    if (before.isPresent() && before.get().getSequence() == now.getSequence()) {
      index().update(now); // a record that is read again: its entry may not have been stored
      return; // every change counts the sequence on
    }
    jobs().put(now.getJobId(), now);
    if (before.isEmpty() || isIndexedOtherwise(before.get(), now)) {
      index().update(now);
    }
    if (JobEnds.hasEnded(now) && before.filter(JobEnds::hasEnded).isEmpty()) {
      parts.metrics().ended(now.getStatus());
    }
    parts.watch().changed(now.getJobId());
  }

  /** A job becomes known once, and its profile is deleted once: all else the index does not say. */
  private static boolean isIndexedOtherwise(JobSnapshot before, JobSnapshot now) {
    return before.getSubmitted() != now.getSubmitted()
        || (before.getProfileDeletedAt() == null && now.getProfileDeletedAt() != null);
  }

  private final class RemovalInTopics implements JobRetention.Removal {
    @Override
    public void begins(JobSnapshot job) {
      index().remove(job);
      if (ProfileProjection.of(job).isPresent()) {
        publish(new Effect.ProfileChanged(job.getJobId(), Optional.empty()), now());
      }
    }

    @Override
    public void isOff(JobSnapshot job) {
      index().update(job);
      Optional<Profile> profile = ProfileProjection.of(job);
      if (profile.isPresent()) {
        publish(new Effect.ProfileChanged(job.getJobId(), profile), now());
      }
    }

    @Override
    public void remove(List<JobFiles> files) {
      var due = new RemovalDue(files, Instant.ofEpochMilli(now()));
      String key = Integer.toString(context().taskId().partition());
      context().forward(new Record<>(key, due, now()), ViewTopology.REMOVALS_DUE);
    }

    private long now() {
      return context().currentSystemTimeMs();
    }
  }

  private void publish(Effect.ProfileChanged changed, long timestamp) {
    var record =
        new Record<String, SpecificRecord>(
            changed.profileId(), changed.profile().orElse(null), timestamp);
    context().forward(record, ViewTopology.PROFILES);
  }

  private CallbackDue due(Effect.CallbackNeeded needed) {
    JobSnapshot job = needed.job();
    return CallbackDue.newBuilder()
        .setJobId(job.getJobId())
        .setAccount(job.getAccount())
        .setCallbackId(needed.callbackId())
        .setUrl(needed.url())
        .setBody(ByteBuffer.wrap(parts.renderer().render(job)))
        .setAt(job.getFinishedAt())
        .build();
  }

  private void announce(CallbackDue due, long timestamp) {
    context().forward(new Record<>(due.getJobId(), due, timestamp), ViewTopology.CALLBACKS_DUE);
    parts.metrics().callbackDue();
  }

  private void report(StateAnomaly anomaly, String jobId) {
    LOG.atInfo()
        .addKeyValue("jobId", jobId)
        .addKeyValue("anomaly", anomaly)
        .addKeyValue("position", position())
        .log("record does not fit the job's state");
    parts.metrics().anomaly(anomaly);
  }

  private JobRecord jobRecord(SpecificRecord value) {
    long offset = context().recordMetadata().orElseThrow().offset();
    return switch (value) {
      case JobCommand command -> new JobRecord.Command(command, offset);
      case JobEvent event -> new JobRecord.Event(event, offset);
      case CallbackAttempt attempt -> new JobRecord.Attempt(attempt, offset);
      case InputsReady inputs -> new JobRecord.Inputs(inputs, offset);
      case ProfileDeletion deletion -> new JobRecord.Deletion(deletion, offset);
      default -> throw new IllegalStateException("no source gives such records");
    };
  }

  private void passed(RecordMetadata at) {
    if (at.topic().equals(Topics.JOB_COMMANDS.name())) {
      parts.progress().passed(at.partition(), at.offset());
    }
  }

  private String position() {
    return context()
        .recordMetadata()
        .map(at -> at.topic() + "-" + at.partition() + "-" + at.offset())
        .orElse("none");
  }

  private ProcessorContext<String, SpecificRecord> context() {
    return assigned(assignedContext);
  }

  private KeyValueStore<String, JobSnapshot> jobs() {
    return assigned(assignedJobs);
  }

  private JobIndex index() {
    return assigned(assignedIndex);
  }

  private JobRetention retention() {
    return assigned(assignedRetention);
  }

  private static <T> T assigned(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("init comes first");
    }
    return part;
  }
}
