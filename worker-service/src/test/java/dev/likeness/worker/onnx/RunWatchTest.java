package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunWatchTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final AtomicInteger stops = new AtomicInteger();
  private final AtomicInteger hangs = new AtomicInteger();

  @Test
  void tellsARunToStopThatLastsTooLong() {
    try (var watch = watch(SHORT, LONG);
        var run = watch.begin("model", stops::incrementAndGet)) {
      await().until(run::overran);

      assertThat(stops).hasValue(1);
      assertThat(watch.isHung()).isFalse();
    }
  }

  @Test
  void leavesARunAloneThatHasEnded() {
    try (var watch = watch(SHORT, LONG)) {
      watch.begin("short", stops::incrementAndGet).close();
      try (var run = watch.begin("long", () -> {})) {
        await().until(run::overran);
      }
      assertThat(stops).hasValue(0);
      assertThat(watch.isHung()).isFalse();
    }
  }

  @Test
  void saysOnceThatARunHangsWhichDoesNotStop() {
    try (var watch = watch(SHORT, SHORT);
        var _ = watch.begin("first", stops::incrementAndGet);
        var second = watch.begin("second", stops::incrementAndGet)) {
      await().until(watch::isHung);
      await().until(second::overran);

      assertThat(stops).hasValue(2);
      assertThat(hangs).hasValue(1);
    }
  }

  @Test
  void tellsWhoComesLater() {
    try (var watch = new RunWatch(SHORT, SHORT);
        var _ = watch.begin("model", () -> {})) {
      await().until(watch::isHung);
      watch.onHang(hangs::incrementAndGet);

      assertThat(hangs).hasValue(1);
    }
  }

  private RunWatch watch(Duration limit, Duration grace) {
    var watch = new RunWatch(limit, grace);
    watch.onHang(hangs::incrementAndGet);
    return watch;
  }
}
