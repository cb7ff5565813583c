package dev.likeness.callback.streams;

import dev.likeness.callback.query.CommandProgress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether what is not in a store of this instance is nowhere. Thread safe; waits a short
 * while for a store that is a little behind.
 */
public record StoreFreshness(CommandOffsets offsets, CommandProgress progress) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFreshness.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  /**
   * Whether these partitions hold what every command does that was acknowledged before the call.
   */
  boolean holdsAllCommands(Collection<Integer> partitions) {
    try {
      return reach(offsets.ends(partitions));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn().setCause(e).log("cannot ask how far the commands go");
      return false;
    }
  }

  private boolean reach(Map<Integer, Long> ends)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (ends.entrySet().stream().allMatch(this::hasReached)) {
      return true;
    }
    Map<Integer, Long> committed = offsets.committed(ends.keySet());
    for (var end : ends.entrySet()) {
      boolean nothingCameSinceItWasOpened =
          committed.getOrDefault(end.getKey(), 0L) >= end.getValue();
      if (!nothingCameSinceItWasOpened
          && !progress.awaitReached(end.getKey(), end.getValue(), CATCH_UP)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasReached(Map.Entry<Integer, Long> end) {
    return progress.hasReached(end.getKey(), end.getValue());
  }
}
