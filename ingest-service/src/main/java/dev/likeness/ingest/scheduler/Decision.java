package dev.likeness.ingest.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an input leads to.
 *
 * @param next state from now on; null for a job that is not known (any more)
 * @param effects in the order in which they are to be published
 */
public record Decision(@Nullable JobState next, List<Effect> effects) {
  public Decision {
    effects = List.copyOf(effects);
  }

  static Decision to(@Nullable JobState next, Effect... effects) {
    return new Decision(next, List.of(effects));
  }
}
