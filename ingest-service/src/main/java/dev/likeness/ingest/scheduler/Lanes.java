package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.Lane;

/** Port: how far the lanes of a partition have come. */
public interface Lanes {

  LaneProgress progress(Lane lane);

  void put(Lane lane, LaneProgress progress);
}
