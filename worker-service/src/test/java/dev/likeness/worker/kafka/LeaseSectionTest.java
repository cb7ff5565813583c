package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseSectionTest {
  @ParameterizedTest
  @CsvSource({"15, 5", "30, 10", "60, 20"})
  void renewsWellBeforeTheLockEnds(int lockSeconds, int renewSeconds) {
    assertThat(new LeaseSection("pool", 1, lockSeconds, 0).renewEvery())
        .isEqualTo(Duration.ofSeconds(renewSeconds));
  }
}
