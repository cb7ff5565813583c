package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.kit.error.RefusalException;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private static final int LARGEST = 1_000_000;

  private final BodyBudget budget = new BodyBudget(2_500_000, LARGEST);

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
