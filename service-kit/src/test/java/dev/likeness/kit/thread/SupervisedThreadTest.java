package dev.likeness.kit.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SupervisedThreadTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final AtomicLong nanoTime = new AtomicLong();

  /** What can end a thread. */
  enum End {
    RETURN,
    RUNTIME_EXCEPTION,
    CHECKED_EXCEPTION,
    INTERRUPT,
    STACK_OVERFLOW,
    OUT_OF_MEMORY,
    MISSING_CLASS,
    ASSERTION;

    void happen() throws Exception {
      switch (this) {
        case RETURN -> {}
        case RUNTIME_EXCEPTION -> throw new IllegalStateException("broken");
        case CHECKED_EXCEPTION -> throw new java.io.IOException("broken");
        case INTERRUPT -> throw new InterruptedException();
        case STACK_OVERFLOW -> throw new StackOverflowError();
        case OUT_OF_MEMORY -> throw new OutOfMemoryError("pretended");
        case MISSING_CLASS -> throw new NoClassDefFoundError("gone");
        case ASSERTION -> throw new AssertionError("false");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void beginsAgainWhateverEndsItsWork(End end) throws Exception {
    var begins = new AtomicInteger();
    var second = new CountDownLatch(1);
    var thread =
        new SupervisedThread(
            "test",
            self -> {
              if (begins.incrementAndGet() == 1) {
                end.happen();
                return;
              }
              second.countDown();
              while (!self.pause(Duration.ofHours(1))) {
                Thread.onSpinWait();
              }
            });

    thread.start();
    second.await();

    assertThat(thread.stop(LIMIT)).isTrue();
    assertThat(begins).hasValue(2);
  }

  @Test
  void healthTellsOfAFailureUntilTheThreadIsSteadyAgain() throws Exception {
    var begins = new AtomicInteger();
    var thread =
        new SupervisedThread(
            "reader",
            self -> {
              if (begins.incrementAndGet() == 1) {
                throw new StackOverflowError("too deep");
              }
              while (!self.pause(Duration.ofHours(1))) {
                Thread.onSpinWait();
              }
            },
            nanoTime::get);
    var health = thread.healthCheck();
    assertThat(health.execute().isHealthy()).isFalse();

    thread.start();
    await().until(() -> begins.get() == 2);

    assertThat(health.execute().isHealthy()).isFalse();
    assertThat(health.execute().getMessage()).contains("reader", "1 times", "too deep");
    nanoTime.addAndGet(Duration.ofSeconds(11).toNanos());
    await().until(() -> health.execute().isHealthy());
    assertThat(thread.stop(LIMIT)).isTrue();
    assertThat(health.execute().isHealthy()).isFalse();
  }

  @Test
  void somethingIsDoneAtAnIntervalAndWhenItIsWoken() throws Exception {
    var times = new AtomicInteger();
    var thread = SupervisedThread.every("test", Duration.ofHours(1), times::incrementAndGet);

    thread.start();
    await().until(() -> times.get() == 1);
    thread.wake();
    await().until(() -> times.get() == 2);

    assertThat(thread.stop(LIMIT)).isTrue();
  }

  @Test
  void oneThatIsToStopWhilePausingAfterAFailureStopsAtOnce() throws Exception {
    var begins = new AtomicInteger();
    var thread =
        new SupervisedThread(
            "test",
            _ -> {
              begins.incrementAndGet();
              throw new IllegalStateException("always");
            });
    thread.start();
    await().until(() -> begins.get() > 2);

    assertThat(thread.stop(LIMIT)).isTrue();
  }
}
