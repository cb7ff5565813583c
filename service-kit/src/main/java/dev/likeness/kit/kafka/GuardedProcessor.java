package dev.likeness.kit.kafka;

import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The one place where what a processor throws is caught, for records and punctuators alike.
 *
 * <p>The handler that Kafka Streams has for this (KIP-1033) could not do it: it is given no errors,
 * and it is not told whether something was written before.
 */
final class GuardedProcessor<KIn, VIn, KOut, VOut>
    implements Processor<KIn, VIn, KOut, VOut>, Steps {
  private final RecordProcessor<KIn, VIn, KOut, VOut> processor;
  private final RecordFaults faults;
  private final Writes writes = new Writes();
  private @Nullable ProcessorContext<KOut, VOut> context;

  GuardedProcessor(RecordProcessor<KIn, VIn, KOut, VOut> processor, RecordFaults faults) {
    this.processor = processor;
    this.faults = faults;
  }

  @Override
  public void init(ProcessorContext<KOut, VOut> context) {
    this.context = context;
    processor.init(new GuardedContext<>(context, writes, this::guarded), this);
  }

  @Override
  public void process(Record<KIn, VIn> record) {
    Optional<RecordMetadata> position = position();
    String job = String.valueOf(record.key());
    try {
      take(record, job, faults.deathsAt(position));
    } catch (RuntimeException | Error e) {
      if (!RecordFaults.isOfTheRecord(e)) {
        throw e;
      }
      faults.dies(position, job, e);
      throw new IllegalStateException("a record is half done", e);
    }
  }

  @Override
  public void close() {
    processor.close();
  }

  @Override
  public boolean run(String job, Runnable part) {
    long before = writes.count();
    try {
      part.run();
      return true;
    } catch (RuntimeException | Error e) {
      if (!RecordFaults.isOfTheRecord(e) || writes.count() != before) {
        throw e;
      }
      faults.skips(position(), job, e);
      return false;
    }
  }

  /**
   * @param deaths threads that the record has ended
   */
  private void take(Record<KIn, VIn> record, String job, int deaths) {
    if (deaths < RecordFaults.MAX_DEATHS) {
      if (run(job, () -> processor.process(record))) {
        faults.isDone(position());
      } else {
        var _ = run(job, () -> processor.skipped(record));
      }
      return;
    }
    if (deaths == RecordFaults.MAX_DEATHS) {
      var _ = run(job, () -> processor.skipped(record));
    } // else that ended a thread as well
    faults.skips(position(), job, null);
  }

  private Punctuator guarded(Punctuator punctuator) {
    return timestamp -> {
      var _ = run("whichever is due", () -> punctuator.punctuate(timestamp));
    };
  }

  private Optional<RecordMetadata> position() {
    return Objects.requireNonNull(context, "not initialised").recordMetadata();
  }
}
