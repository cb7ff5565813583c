package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.state.v1.StoredSubmission;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first submission of each job id of a partition that can come again: one with a value of
 * the customer's, or from a topic. What it keeps follows from the order of the log alone, so a
 * record that is read again changes nothing. One instance for each partition, on its stream thread.
 */
final class FirstSubmissionsProcessor implements RecordProcessor<String, JobCommand, Void, Void> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WALKS = Duration.ofMinutes(10);

  /** A walk over a million takes less than an hour. */
  private static final int LOOKS_PER_TICK = 500;

  /** Behind an id it makes the least key after it. */
  private static final char LEAST = 0;

  private final Duration rememberFor;
  private @Nullable KeyValueStore<String, StoredSubmission> assigned;
  private @Nullable String last;
  private Instant nextWalk = Instant.MIN;

  FirstSubmissionsProcessor(Duration rememberFor) {
    this.rememberFor = rememberFor;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context, Steps steps) {
    assigned = context.getStateStore(FirstSubmissionsTopology.FIRST);
    var _ =
        context.schedule(
            TICK, PunctuationType.WALL_CLOCK_TIME, now -> forget(Instant.ofEpochMilli(now)));
  }

  @Override
  public void process(Record<String, JobCommand> record) {
    JobCommand command = record.value();
    if (command != null
        && JobId.isWellFormed(command.getJobId())
        && command.getJobId().equals(record.key())
        && command.getCommand() instanceof Submit submit
        && canComeAgain(submit)) {
      StoredSubmission before = first().get(record.key());
      if (before == null || isForgotten(before, rememberFor, command.getAt())) {
        first().put(record.key(), new StoredSubmission(submit.getFingerprint(), command.getAt()));
      }
    }
  }

  /** Any other has an id that no other submission has. */
  private static boolean canComeAgain(Submit submit) {
    return submit.getClientRequestId() != null || submit.getSource() != null;
  }

  /** A submission as old as that is none any more, whether it still stands here or not. */
  static boolean isForgotten(StoredSubmission submission, Duration rememberFor, Instant now) {
    return !now.isBefore(submission.getCreatedAt().plus(rememberFor));
  }

  /** Walks over all, a bounded number at a time. */
  private void forget(Instant now) {
    if (now.isBefore(nextWalk)) {
      return;
    }
    List<String> forgotten = new ArrayList<>();
    try (var entries = last == null ? first().all() : first().range(last + LEAST, null)) {
      for (int look = 0; look < LOOKS_PER_TICK && entries.hasNext(); look++) {
        var entry = entries.next();
        last = entry.key;
        if (isForgotten(entry.value, rememberFor, now)) {
          forgotten.add(entry.key);
        }
      }
      if (!entries.hasNext()) {
        last = null;
        nextWalk = now.plus(BETWEEN_WALKS);
      }
    }
    forgotten.forEach(first()::delete);
  }

  private KeyValueStore<String, StoredSubmission> first() {
    return Objects.requireNonNull(assigned, "init comes first");
  }
}
