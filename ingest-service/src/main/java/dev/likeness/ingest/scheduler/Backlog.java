package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Lane;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Port: the jobs of a partition that are held back, in order. */
public interface Backlog {

  /**
   * A job that is held back.
   *
   * @param since when the edge accepted it
   */
  record Waiting(Place place, JobId job, Instant since) {}

  void add(Waiting waiting);

  void remove(Place place);

  /** Removes all. */
  void clear();

  /** The first job of each account that has one in {@code lane}. */
  List<Waiting> heads(Lane lane);

  /** Jobs in {@code lane}. */
  long size(Lane lane);

  /** Jobs in all lanes. */
  default long size() {
    return Arrays.stream(Lane.values()).mapToLong(this::size).sum();
  }
}
