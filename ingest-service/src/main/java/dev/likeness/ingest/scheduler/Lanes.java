package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.Lane;
import java.util.EnumMap;
import java.util.Map;

/** How far the lanes of a partition have come. Not thread safe. */
final class Lanes {
  private final Map<Lane, LaneProgress> lanes = new EnumMap<>(Lane.class);

  LaneProgress progress(Lane lane) {
    return lanes.getOrDefault(lane, LaneProgress.NONE);
  }

  void put(Lane lane, LaneProgress progress) {
    lanes.put(lane, progress);
  }
}
