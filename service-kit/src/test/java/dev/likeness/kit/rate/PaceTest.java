package dev.likeness.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private final Pace pace = new Pace(1_000, Duration.ofSeconds(10), Duration.ofSeconds(100));

  @ParameterizedTest
  @CsvSource({
    "0,       10, false", // in the grace
    "0,       11, true",
    "10999,   11, true",
    "11000,   11, false",
    "100000, 100, false",
    "99999,  100, true",
    "9999999, 101, true", // longer than it may take, however fast
  })
  void theMeanRateCountsAfterTheGrace(long bytes, long seconds, boolean tooSlow) {
    assertThat(pace.isTooSlow(bytes, Duration.ofSeconds(seconds))).isEqualTo(tooSlow);
  }
}
