package dev.likeness.ingest.photos;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many bytes of photos each account may have stored: those sent for jobs, and everything of its
 * profiles. Results are not counted: each was paid for, and goes with its job.
 *
 * <p>What is stored is known from a count of the blob store, made every few minutes, and from what
 * this instance stored since. So an account can exceed its quota by what other instances stored for
 * it since their last count, and room that became free is known after the next one. Nothing is
 * recorded for it anywhere, and a crash loses nothing. Thread safe.
 */
public final class StorageQuota {
  private final long maxBytes;
  private final Map<String, Long> counted = new HashMap<>();
  private final Map<String, Long> added = new HashMap<>();

  /**
   * @param maxBytes of an account
   */
  public StorageQuota(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes room for {@code bytes} that are about to be stored; also asked with 0, for what is to be
   * fetched later and whose size nobody knows.
   *
   * @return why not: {@link FailureCode#STORAGE_QUOTA_EXCEEDED}
   */
  public synchronized Optional<Refusal> take(String account, long bytes) {
    long used = used(account);
    if (used >= maxBytes || bytes > maxBytes - used) {
      return Optional.of(refusal(used));
    }
    if (bytes > 0) {
      added.merge(account, bytes, Long::sum);
    }
    return Optional.empty();
  }

  /** Room that was taken was not used, or what was stored in it is deleted again. */
  public synchronized void giveBack(String account, long bytes) {
    added.computeIfPresent(account, (_, sum) -> sum > bytes ? sum - bytes : null);
  }

  /**
   * A count begins. What is taken from now on may or may not be in it, and is added to it: an
   * account may seem fuller than it is until the next count, never emptier.
   */
  public synchronized void countBegins() {
    counted.putAll(usedByAll());
    added.clear();
  }

  /** A count has ended: so many bytes are stored, by account. */
  public synchronized void countEnds(Map<String, Long> bytes) {
    counted.clear();
    counted.putAll(bytes);
  }

  private Map<String, Long> usedByAll() {
    var sums = new HashMap<>(counted);
    added.forEach((account, bytes) -> sums.merge(account, bytes, Long::sum));
    return sums;
  }

  private long used(String account) {
    return counted.getOrDefault(account, 0L) + added.getOrDefault(account, 0L);
  }

  private Refusal refusal(long used) {
    return Refusal.of(
        FailureCode.STORAGE_QUOTA_EXCEEDED,
        "The photos of your jobs and profiles use %d of %d bytes. Those of jobs are deleted some time after the job; delete profiles that you do not need, or ask for more room."
            .formatted(used, maxBytes));
  }
}
