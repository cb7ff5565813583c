package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.JobSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Outcome of one record.
 *
 * @param snapshot what is now known of the job; of the same sequence as before if nothing changed
 * @param effects what has to follow
 */
public record Step(Optional<JobSnapshot> snapshot, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  static Step unchanged(Optional<JobSnapshot> known) {
    return new Step(known, List.of());
  }

  static Step anomaly(Optional<JobSnapshot> known, String jobId, StateAnomaly anomaly) {
    return new Step(known, List.of(new Effect.AnomalyFound(anomaly, jobId)));
  }

  Step and(Effect effect) {
    var more = new ArrayList<>(effects);
    more.add(effect);
    return new Step(snapshot, more);
  }
}
