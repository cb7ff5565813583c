package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs of a partition that are to be forgotten, by walking over all states, a few at a
 * time: a timer for each would be one more entry for each job of a month. So a job may be known for
 * some hours longer than is promised, and counts as forgotten by then ({@link
 * JobState#isForgotten}). Not thread safe.
 */
final class Forgetting {
  /** With ten ticks a second a walk over a million takes less than six hours. */
  private static final int LOOKS_PER_TICK = 50;

  private static final Duration BETWEEN_WALKS = Duration.ofMinutes(10);

  private final JobStates states;
  private final Isolation isolation;
  private @Nullable JobId last;
  private Instant next = Instant.MIN;

  Forgetting(JobStates states, Isolation isolation) {
    this.states = states;
    this.isolation = isolation;
  }

  /** The states that the next steps of the walk find to be forgotten. */
  List<JobState> find(Instant now) {
    List<JobState> found = new ArrayList<>();
    if (now.isBefore(next)) {
      return found;
    }
    try (var walk = states.walk(last)) {
      for (int look = 0; look < LOOKS_PER_TICK && walk.hasNext(); look++) {
        JobId job = walk.nextId();
        var _ = isolation.run(job, () -> addIfForgotten(walk.next(), now, found));
        last = job;
      }
      if (!walk.hasNext()) {
        last = null;
        next = now.plus(BETWEEN_WALKS);
      }
    }
    return found;
  }

  private static void addIfForgotten(JobState state, Instant now, List<JobState> found) {
    if (state.isForgotten(now)) {
      found.add(state);
    }
  }
}
