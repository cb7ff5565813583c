package dev.likeness.ingest.scheduler;

/**
 * How far a lane of a partition has come.
 *
 * @param issued ticket given last; 0 before the first
 * @param turn highest ticket of a job that was released
 */
public record LaneProgress(long issued, long turn) {
  static final LaneProgress NONE = new LaneProgress(0, 0);

  LaneProgress issued(long ticket) {
    return new LaneProgress(Math.max(issued, ticket), turn);
  }

  LaneProgress released(long ticket) {
    return new LaneProgress(issued, Math.max(turn, ticket));
  }
}
