package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.kit.error.RefusalException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private static final int LARGEST = 1_000_000;

  private final BodyBudget budget = new BodyBudget(2_500_000, LARGEST, Duration.ofMillis(1));

  @Test
  void hasRoomAgainWhenABodyIsDone() {
    try (var _ = budget.take(LARGEST)) {
      var second = budget.take(LARGEST);
      assertThatThrownBy(() -> budget.take(LARGEST)).isInstanceOf(RefusalException.class);
      second.close();

      assertThatCode(() -> budget.take(LARGEST)).doesNotThrowAnyException();
    }
  }

  @Test
  void waitsForRoom() throws Exception {
    var patient = new BodyBudget(LARGEST, LARGEST, Duration.ofDays(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = patient.take(LARGEST);
      var second = threads.submit(() -> patient.take(LARGEST));
      assertThat(second.isDone()).isFalse();
      first.close();

      second.get(30, TimeUnit.SECONDS).close();
    }
  }

  @Test
  void smallBodiesDoNotWaitForLargeOnes() {
    var full = new BodyBudget(LARGEST, LARGEST, Duration.ZERO);
    try (var _ = full.take(LARGEST)) {
      assertThatCode(() -> full.take(1_000)).doesNotThrowAnyException();
      assertThatThrownBy(() -> full.take(100_000)).isInstanceOf(RefusalException.class);
    }
  }

  @Test
  void takesUndeclaredBodiesForTheLargest() {
    budget.take(-1);
    budget.take(-1);

    assertThatThrownBy(() -> budget.take(-1)).isInstanceOf(RefusalException.class);
    assertThatCode(() -> budget.take(100_000)).doesNotThrowAnyException();
  }

  @Test
  void hasRoomForOneOfTheLargestInAnyCase() {
    assertThatCode(() -> new BodyBudget(1, LARGEST).take(Long.MAX_VALUE))
        .doesNotThrowAnyException();
  }
}
