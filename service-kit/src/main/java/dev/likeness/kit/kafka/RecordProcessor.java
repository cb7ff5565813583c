package dev.likeness.kit.kafka;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What a Streams application does with records, made a processor of Kafka Streams by {@link
 * RecordFaults#guard}, which knows what to do when it throws. It decides first and writes after:
 * what is thrown before anything was written costs the record alone, what is thrown after costs the
 * thread as well. One instance for each partition, on its stream thread.
 */
public interface RecordProcessor<KIn, VIn, KOut, VOut> {

  /**
   * Also called again on the same object, when Streams revives a task after an error.
   *
   * @param context whose punctuators are guarded as records are
   * @param steps for work that is made of parts of several jobs
   */
  void init(ProcessorContext<KOut, VOut> context, Steps steps);

  void process(Record<KIn, VIn> record);

  /** The record is passed over, because {@link #process} threw. Changes what has to follow. */
  default void skipped(Record<KIn, VIn> record) {}

  default void close() {}
}
