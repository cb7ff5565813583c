package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.Lane;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Lanes strictly one after the other, and inside a lane first come, first served, whatever the
 * account.
 */
public final class LanesInOrder implements ReleasePolicy {
  static final List<Lane> ORDER =
      List.of(Lane.INTERACTIVE, Lane.STANDARD, Lane.BATCH, Lane.TRAINING);

  private static final Comparator<Backlog.Waiting> OLDEST_FIRST =
      Comparator.comparingLong(waiting -> waiting.place().sequence());

  @Override
  public Optional<Backlog.Waiting> next(Backlog backlog) {
    for (Lane lane : ORDER) {
      var first = backlog.heads(lane).stream().min(OLDEST_FIRST);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }
}
