package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.Effect;
import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.JobProjection;
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
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.RemovalDue;
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
 * Runs {@link JobProjection} over a partition: state from the store, effects to the sink and the
 * log, a signal to those who wait. One instance for each partition, on its stream thread.
 */
final class ViewProcessor
    implements RecordProcessor<String, SpecificRecord, String, SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(ViewProcessor.class);
  private static final Duration PURGE_INTERVAL = Duration.ofSeconds(5);

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
    KeyValueStore<String, byte[]> reminders = context.getStateStore(ViewTopology.RETENTION);
    var retention =
        new JobRetention(
            jobs, reminders, parts.periods(), steps, this::forget, this::remove, parts.metrics());
    assignedJobs = jobs;
    assignedIndex = new JobIndex(context.getStateStore(ViewTopology.LISTINGS));
    assignedRetention = retention;
    parts.progress().opened(context.taskId().partition());
    var _ = context.schedule(PURGE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, retention::purge);
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
    Folded folded = fold(known, record.value());
    folded.job().ifPresent(now -> keep(jobId, known, now, record.timestamp()));
    folded.anomalies().forEach(anomaly -> report(anomaly, jobId));
    folded.callbacks().forEach(due -> announce(due, record.timestamp()));
    folded.profiles().forEach(changed -> publish(changed, record.timestamp()));
  }

  /** What a record comes to, with nothing done yet. */
  private record Folded(
      Optional<JobSnapshot> job,
      List<StateAnomaly> anomalies,
      List<CallbackDue> callbacks,
      List<Effect.ProfileChanged> profiles) {}

  private Folded fold(Optional<JobSnapshot> known, SpecificRecord value) {
    Step step =
        switch (value) {
          case JobCommand command -> JobProjection.apply(known, command);
          case JobEvent event -> JobProjection.apply(known, event);
          case CallbackAttempt attempt -> JobProjection.apply(known, attempt);
          case InputsReady inputs -> JobProjection.apply(known, inputs);
          case ProfileDeletion deletion -> JobProjection.apply(known, deletion);
          default -> throw new IllegalStateException("no source gives such records");
        };
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

  private void keep(String jobId, Optional<JobSnapshot> before, JobSnapshot now, long timestamp) {
    if (before.isPresent() && before.get().getSequence() == now.getSequence()) {
      return; // every change counts the sequence on
    }
    if (before.isEmpty()) {
      retention().begin(jobId, timestamp);
    }
    jobs().put(jobId, now);
    if (before.isEmpty() || isIndexedOtherwise(before.get(), now)) {
      index().update(now);
    }
    if (JobEnds.hasEnded(now) && before.filter(JobEnds::hasEnded).isEmpty()) {
      parts.metrics().ended(now.getStatus());
      retention().ended(now);
    }
    parts.watch().changed(jobId);
  }

  /** A job becomes known once, and its profile is deleted once: all else the index does not say. */
  private static boolean isIndexedOtherwise(JobSnapshot before, JobSnapshot now) {
    return before.getSubmitted() != now.getSubmitted()
        || (before.getProfileDeletedAt() == null && now.getProfileDeletedAt() != null);
  }

  private void forget(JobSnapshot job) {
    index().remove(job);
    jobs().delete(job.getJobId());
    if (ProfileProjection.of(job).isPresent()) {
      publish(
          new Effect.ProfileChanged(job.getJobId(), Optional.empty()),
          context().currentSystemTimeMs());
    }
  }

  private void remove(List<JobFiles> files) {
    long now = context().currentSystemTimeMs();
    var due = new RemovalDue(files, Instant.ofEpochMilli(now));
    String key = Integer.toString(context().taskId().partition());
    context().forward(new Record<String, SpecificRecord>(key, due, now), ViewTopology.REMOVALS_DUE);
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
