package dev.likeness.kit.rate;

import java.util.HashMap;
import java.util.Map;

/**
 * Places that several parties share, none of which can take them all: a party gets one more while
 * it has fewer than are free. Alone it gets half; with {@code n} others that want as many as they
 * can get, each gets a share of {@code n + 2}, and one share stays free for whoever comes next. So
 * nobody who has no place waits for others to give theirs back, and no number has to be set for
 * each party.
 *
 * <p>Source: A. K. Choudhury and E. L. Hahne, "Dynamic queue length thresholds for shared-memory
 * packet switches" (1998), with a factor of 1. Not thread safe; keeps nothing about a party that
 * has no place.
 */
public final class FairPlaces {
  private final int places;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenInAll;

  /**
   * @param places 1 or more
   */
  public FairPlaces(int places) {
    if (places < 1) {
      throw new IllegalArgumentException("at least one place is needed, got " + places);
    }
    this.places = places;
  }

  /** Whether nobody gets a place now. */
  public boolean full() {
    return takenInAll >= places;
  }

  public boolean hasRoomFor(String party) {
    return takenBy(party) < places - takenInAll;
  }

  /** What {@code party} has. */
  public int takenBy(String party) {
    return taken.getOrDefault(party, 0);
  }

  public int takenInAll() {
    return takenInAll;
  }

  public void take(String party) {
    taken.merge(party, 1, Integer::sum);
    takenInAll++;
  }

  public void giveBack(String party) {
    taken.compute(party, (_, count) -> count == null || count == 1 ? null : count - 1);
    takenInAll--;
  }
}
