package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.Effect;
import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.JobProjection;
import dev.likeness.callback.lifecycle.Step;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
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
final class ViewProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(ViewProcessor.class);
  private static final Duration PURGE_INTERVAL = Duration.ofSeconds(30);
  private static final int LARGEST_PURGE = 500;
  private static final byte[] NOTHING = new byte[0];

  private final ViewTopology.Parts parts;
  private @Nullable ProcessorContext<String, SpecificRecord> assignedContext;
  private @Nullable KeyValueStore<String, JobSnapshot> assignedJobs;
  private @Nullable KeyValueStore<String, byte[]> assignedRetention;

  ViewProcessor(ViewTopology.Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    assignedContext = context;
    assignedJobs = context.getStateStore(ViewTopology.JOBS);
    assignedRetention = context.getStateStore(ViewTopology.RETENTION);
    parts.progress().opened(context.taskId().partition());
    var _ = context.schedule(PURGE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::purge);
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

  private void process(String jobId, Record<String, SpecificRecord> record) {
    Optional<JobSnapshot> known = Optional.ofNullable(jobs().get(jobId));
    Step step =
        switch (record.value()) {
          case JobCommand command -> JobProjection.apply(known, command);
          case JobEvent event -> JobProjection.apply(known, event);
          case CallbackAttempt attempt -> JobProjection.apply(known, attempt);
          default -> throw new IllegalStateException("no source gives such records");
        };
    step.snapshot().ifPresent(now -> keep(jobId, known, now, record.timestamp()));
    step.effects().forEach(effect -> carryOut(effect, record.timestamp()));
  }

  private void keep(String jobId, Optional<JobSnapshot> before, JobSnapshot now, long timestamp) {
    if (before.isPresent() && before.get().getSequence() == now.getSequence()) {
      return; // every change counts the sequence on
    }
    if (before.isEmpty()) {
      remindOf(jobId, timestamp + parts.retention().toMillis());
    }
    jobs().put(jobId, now);
    if (JobEnds.hasEnded(now) && before.filter(JobEnds::hasEnded).isEmpty()) {
      parts.metrics().ended(now.getStatus());
    }
    parts.watch().changed(jobId);
  }

  private void carryOut(Effect effect, long timestamp) {
    switch (effect) {
      case Effect.CallbackNeeded(JobSnapshot job, String callbackId, String url) -> {
        var due =
            CallbackDue.newBuilder()
                .setJobId(job.getJobId())
                .setAccount(job.getAccount())
                .setCallbackId(callbackId)
                .setUrl(url)
                .setBody(ByteBuffer.wrap(parts.renderer().render(job)))
                .setAt(job.getFinishedAt())
                .build();
        context().forward(new Record<>(job.getJobId(), due, timestamp), ViewTopology.CALLBACKS_DUE);
        parts.metrics().callbackDue();
      }
      case Effect.AnomalyFound(var anomaly, String jobId) -> {
        LOG.atInfo()
            .addKeyValue("jobId", jobId)
            .addKeyValue("anomaly", anomaly)
            .addKeyValue("position", position())
            .log("record does not fit the job's state");
        parts.metrics().anomaly(anomaly);
      }
    }
  }

  private void passed(RecordMetadata at) {
    if (at.topic().equals(Topics.JOB_COMMANDS.name())) {
      parts.progress().passed(at.partition(), at.offset());
    }
  }

  /** Removes jobs whose retention is over; a bounded number at a time, the rest at the next. */
  private void purge(long now) {
    for (String key : remindersBefore(now)) {
      retention().delete(key);
      String jobId = TimerKeys.name(key);
      JobSnapshot job = jobs().get(jobId);
      if (job == null) {
        continue;
      }
      long keepUntil = lastChangeOf(job).plus(parts.retention()).toEpochMilli();
      if (keepUntil > now) {
        remindOf(jobId, keepUntil);
      } else {
        jobs().delete(jobId);
        parts.metrics().purged();
      }
    }
  }

  private List<String> remindersBefore(long now) {
    var keys = new ArrayList<String>();
    try (var due = retention().range(null, TimerKeys.prefix(now))) {
      while (due.hasNext() && keys.size() < LARGEST_PURGE) {
        KeyValue<String, byte[]> entry = due.next();
        keys.add(entry.key);
      }
    }
    return keys;
  }

  private static Instant lastChangeOf(JobSnapshot job) {
    return JobEnds.hasEnded(job) ? job.getFinishedAt() : job.getCreatedAt();
  }

  private void remindOf(String jobId, long epochMillis) {
    retention().put(TimerKeys.key(epochMillis, jobId), NOTHING);
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

  private KeyValueStore<String, byte[]> retention() {
    return assigned(assignedRetention);
  }

  private static <T> T assigned(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("init comes first");
    }
    return part;
  }
}
