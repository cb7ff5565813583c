package dev.likeness.kit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void doublesUpToTheLongestDelay() {
    var schedule = BackoffSchedule.doubling(SECOND, Duration.ofSeconds(5), 6, 0);

    assertThat(schedule.delays().stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 5L, 5L);
    assertThat(schedule.attempts()).isEqualTo(6);
  }

  @Test
  void isNeverLongerThanTheLongestDelay() {
    var schedule = BackoffSchedule.doubling(Duration.ofSeconds(9), Duration.ofSeconds(5), 3, 0);

    assertThat(schedule.delays()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void oneAttemptHasNoDelay(int attempts) {
    var schedule = BackoffSchedule.doubling(SECOND, SECOND, attempts, 0.5);

    assertThat(schedule.attempts()).isEqualTo(1);
    assertThat(schedule.delayAfter(1, () -> 0.5)).isEmpty();
  }

  @Test
  void endsAfterTheLastAttempt() {
    var schedule = new BackoffSchedule(List.of(SECOND, SECOND.multipliedBy(3)), 0);

    assertThat(schedule.delayAfter(1, () -> 0.9)).contains(SECOND);
    assertThat(schedule.delayAfter(2, () -> 0.1)).contains(SECOND.multipliedBy(3));
    assertThat(schedule.delayAfter(3, () -> 0.5)).isEmpty();
    assertThat(schedule.delayAfter(Integer.MAX_VALUE, () -> 0.5)).isEmpty();
  }

  @Test
  void jitterAddsOrTakesItsShareAtMost() {
    var schedule = new BackoffSchedule(List.of(SECOND), 0.25);

    assertThat(schedule.delayAfter(1, () -> 0)).contains(Duration.ofMillis(750));
    assertThat(schedule.delayAfter(1, () -> 0.5)).contains(SECOND);
    assertThat(schedule.delayAfter(1, () -> 0.75)).contains(Duration.ofMillis(1125));
    assertThat(schedule.delayAfter(1, () -> Math.nextDown(1.0)).orElseThrow())
        .isBetween(Duration.ofMillis(1249), Duration.ofMillis(1250));
  }

  @Test
  void knowsHowLongItIsAtTheMost() {
    var schedule = new BackoffSchedule(List.of(SECOND, SECOND.multipliedBy(60)), 0.5);

    assertThat(schedule.longest(Duration.ZERO)).isEqualTo(Duration.ofMillis(91_500));
    assertThat(schedule.longest(SECOND.multipliedBy(10))).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BackoffSchedule(List.of(), -0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BackoffSchedule(List.of(), 1.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackoffSchedule(List.of(), Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackoffSchedule(List.of(SECOND.negated()), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackoffSchedule(List.of(SECOND), 0).delayAfter(0, () -> 0));
  }
}
