package dev.likeness.kit.rate;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.likeness.kit.auth.Caller;
import dev.likeness.kit.auth.RequestRate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket for each API key: as its account says, else as the deployment says. Every instance
 * of a service has its own buckets, so behind a load balancer a key gets up to its rate from each.
 * Keeps the buckets of the keys that called last; one that is forgotten is full again. Thread safe.
 */
public final class TokenBuckets {
  private static final int MOST_BUCKETS = 50_000;
  private static final double NANOS = 1e9;

  private final RequestRate usual;
  private final TimeMeter time;
  private final LoadingCache<Key, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_BUCKETS).build(this::full);

  /** With its rate: a key whose rate is changed begins with a full bucket. */
  private record Key(String account, String keyId, RequestRate rate) {}

  /**
   * What became of a call.
   *
   * @param allowed whether it may go on
   * @param limit calls that a full bucket allows
   * @param remaining calls that are allowed now
   * @param untilNext from now until one call more is allowed; zero if it is allowed now
   * @param untilFull from now until the bucket is full
   */
  public record Verdict(
      boolean allowed, int limit, long remaining, Duration untilNext, Duration untilFull) {}

  /**
   * @param usual for accounts without a rate of their own
   * @param nanoTime as {@link System#nanoTime}
   */
  public TokenBuckets(RequestRate usual, LongSupplier nanoTime) {
    this.usual = usual;
    this.time = new Nanos(nanoTime);
  }

  /** Takes a token of the caller's key, if there is one. */
  public Verdict take(Caller caller) {
    RequestRate own = caller.account().requestRate();
    RequestRate rate = own == null ? usual : own;
    ConsumptionProbe probe =
        buckets
            .get(new Key(caller.account().id(), caller.keyId(), rate))
            .tryConsumeAndReturnRemaining(1);
    return new Verdict(
        probe.isConsumed(),
        rate.burst(),
        probe.getRemainingTokens(),
        Duration.ofNanos(probe.getNanosToWaitForRefill()),
        Duration.ofNanos(probe.getNanosToWaitForReset()));
  }

  private Bucket full(Key key) {
    var perToken = Duration.ofNanos(Math.round(NANOS / key.rate().perSecond()));
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(key.rate().burst()).refillGreedy(1, perToken))
        .build();
  }

  private record Nanos(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
