package dev.likeness.ingest.scheduler;

import java.util.Comparator;
import java.util.Optional;

/**
 * Decides whose photos are fetched next. The jobs of a partition share its places by a dynamic
 * threshold (Choudhury and Hahne, 1998): an account gets one more while it has fewer than are free.
 * One account alone has half of the places, of n greedy ones each has one part of n + 1, and one
 * such part is free for whoever comes next.
 *
 * @param places jobs of a partition whose photos may be fetched at a time: fewer than the role
 *     inputs takes from a partition, so that there is always room there
 */
record FetchTurns(int places) {

  boolean hasRoom(Slots slots, String account) {
    return slots.fetching(account) < places - slots.taken(Slots.Use.FETCHING);
  }

  /** Of the account with the fewest places: the first job of its first lane that has one. */
  Optional<Backlog.Waiting> next(Backlog wanted, Slots slots) {
    if (wanted.size() == 0) {
      return Optional.empty();
    }
    return LanesInOrder.ORDER.stream()
        .flatMap(lane -> wanted.heads(lane).stream())
        .filter(first -> hasRoom(slots, first.place().account()))
        .min(
            Comparator.<Backlog.Waiting>comparingInt(
                    first -> slots.fetching(first.place().account()))
                .thenComparingInt(first -> LanesInOrder.ORDER.indexOf(first.place().lane()))
                .thenComparingLong(first -> first.place().sequence()));
  }
}
