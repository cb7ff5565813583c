package dev.likeness.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.auth.Account;
import dev.likeness.kit.auth.Caller;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.kit.rate.TokenBuckets.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong nanos = new AtomicLong(-5);
  private final TokenBuckets buckets = new TokenBuckets(new RequestRate(2, 3), nanos::get);

  @Test
  void allowsABurstAndThenTellsHowLongToWait() {
    assertThat(buckets.take(caller("one", null)))
        .isEqualTo(new Verdict(true, 3, 2, Duration.ZERO, SECOND.dividedBy(2)));
    buckets.take(caller("one", null));
    buckets.take(caller("one", null));

    assertThat(buckets.take(caller("one", null)))
        .isEqualTo(new Verdict(false, 3, 0, SECOND.dividedBy(2), Duration.ofMillis(1_500)));
  }

  @Test
  void fillsUpAgainAtItsRateAndNotBeyondItsBurst() {
    for (int i = 0; i < 3; i++) {
      buckets.take(caller("one", null));
    }

    nanos.addAndGet(SECOND.toNanos());
    assertThat(buckets.take(caller("one", null)).remaining()).isEqualTo(1);

    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(buckets.take(caller("one", null)).remaining()).isEqualTo(2);
  }

  @Test
  void everyKeyHasItsOwnBucket() {
    for (int i = 0; i < 3; i++) {
      buckets.take(caller("one", null));
    }

    assertThat(buckets.take(caller("one", null)).allowed()).isFalse();
    assertThat(buckets.take(caller("two", null)).allowed()).isTrue();
  }

  @Test
  void anAccountsOwnRateTakesThePlaceOfTheUsualOne() {
    var slow = caller("one", new RequestRate(0.1, 1));

    assertThat(buckets.take(slow).allowed()).isTrue();
    assertThat(buckets.take(slow).untilNext()).isEqualTo(Duration.ofSeconds(10));
    assertThat(buckets.take(caller("one", null)).limit()).isEqualTo(3);
  }

  @Test
  void givesNoTokenTwiceToCallersAtTheSameTime() throws Exception {
    var wide = new TokenBuckets(new RequestRate(1, 100), nanos::get);
    int allowed = 0;
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var verdicts = new ArrayList<Future<Verdict>>();
      for (int i = 0; i < 400; i++) {
        verdicts.add(callers.submit(() -> wide.take(caller("one", null))));
      }
      for (var verdict : verdicts) {
        allowed += verdict.get().allowed() ? 1 : 0;
      }
    }

    assertThat(allowed).isEqualTo(100);
  }

  private static Caller caller(String keyId, @Nullable RequestRate rate) {
    return new Caller(new Account("acme", Instant.EPOCH, false, rate), keyId);
  }
}
