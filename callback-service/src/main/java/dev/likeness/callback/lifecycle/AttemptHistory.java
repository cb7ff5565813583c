package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.AttemptSnapshot;
import dev.likeness.schema.v1.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a job, oldest first. A worker can report on an attempt before the scheduler's
 * record of it is in the topic, so any event makes the attempt known.
 */
record AttemptHistory(List<AttemptSnapshot> attempts) {

  Optional<AttemptSnapshot> last() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** Whether the attempt is over: it has an end, or a later attempt exists. */
  boolean isOver(String attemptId) {
    int at = indexOf(attemptId);
    return at >= 0 && (at < attempts.size() - 1 || attempts.get(at).getFinishedAt() != null);
  }

  /** With a change to one attempt, which becomes the last one if it was not known. */
  AttemptHistory with(
      String attemptId, Instant seenAt, UnaryOperator<AttemptSnapshot.Builder> change) {
    var changed = new ArrayList<>(attempts);
    int at = indexOf(attemptId);
    if (at < 0) {
      changed.add(change.apply(unknown(attemptId, seenAt)).build());
    } else {
      changed.set(at, change.apply(AttemptSnapshot.newBuilder(attempts.get(at))).build());
    }
    return new AttemptHistory(changed);
  }

  /** With an end for the last attempt, if it has none; an attempt that is over stays as it is. */
  AttemptHistory endedAt(Instant at, @Nullable Failure failure) {
    return last()
        .filter(attempt -> attempt.getFinishedAt() == null)
        .map(
            attempt ->
                with(
                    attempt.getAttemptId(),
                    at,
                    change -> change.setFinishedAt(at).setFailure(failure)))
        .orElse(this);
  }

  private AttemptSnapshot.Builder unknown(String attemptId, Instant seenAt) {
    int number = last().map(attempt -> attempt.getAttemptNumber() + 1).orElse(1);
    return AttemptSnapshot.newBuilder()
        .setAttemptId(attemptId)
        .setAttemptNumber(number)
        .setReleasedAt(seenAt);
  }

  private int indexOf(String attemptId) {
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).getAttemptId().equals(attemptId)) {
        return i;
      }
    }
    return -1;
  }
}
