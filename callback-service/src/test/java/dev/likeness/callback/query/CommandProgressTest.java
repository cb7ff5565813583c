package dev.likeness.callback.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CommandProgressTest {
  private final CommandProgress progress = new CommandProgress();

  @Test
  void reachesTheOffsetAfterEachCommand() {
    progress.passed(3, 41);

    assertThat(progress.hasReached(3, 42)).isTrue();
    assertThat(progress.hasReached(3, 43)).isFalse();
    assertThat(progress.hasReached(2, 1)).isFalse();
  }

  @Test
  void anEmptyPartitionIsReached() {
    assertThat(progress.hasReached(0, 0)).isTrue();
  }

  @Test
  void aStoreThatOpensAgainStartsOver() {
    progress.passed(0, 41);
    progress.opened(0);

    assertThat(progress.hasReached(0, 42)).isFalse();
  }

  @Test
  void wakesThoseWhoWait() throws InterruptedException {
    var passing = CompletableFuture.runAsync(() -> progress.passed(0, 9));

    assertThat(progress.awaitReached(0, 10, Duration.ofDays(1))).isTrue();
    passing.join();
  }

  @Test
  void waitingHasALimit() throws InterruptedException {
    assertThat(progress.awaitReached(0, 10, Duration.ofMillis(5))).isFalse();
  }
}
