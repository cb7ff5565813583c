package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a partition that take up room, among the workers or where photos are fetched: never
 * more than the windows, so they are kept in memory. Not thread safe.
 */
final class Slots {

  /** What a job does with its slot. */
  enum Use {
    /** It has an attempt that nothing was reported of. */
    OUT,
    /** Its photos are being fetched. */
    FETCHING
  }

  private record Slot(Use use, String account) {}

  private final Map<JobId, Slot> slots = new HashMap<>();
  private final Map<Use, Integer> taken = new EnumMap<>(Use.class);
  private final Map<String, Integer> fetching = new HashMap<>();

  /** Gives a job of the account a slot, or changes the use of the one that it has. */
  void take(JobId job, Use use, String account) {
    var slot = new Slot(use, account);
    count(slots.put(job, slot), -1);
    count(slot, 1);
  }

  void free(JobId job) {
    count(slots.remove(job), -1);
  }

  int taken(Use use) {
    return taken.getOrDefault(use, 0);
  }

  /** How many jobs of the account have their photos fetched. */
  int fetching(String account) {
    return fetching.getOrDefault(account, 0);
  }

  private void count(@Nullable Slot slot, int change) {
    if (slot == null) {
      return;
    }
    taken.merge(slot.use(), change, Integer::sum);
    if (slot.use() == Use.FETCHING) {
      fetching.merge(slot.account(), change, Integer::sum);
      fetching.remove(slot.account(), 0); // any number of accounts may come by
    }
  }
}
