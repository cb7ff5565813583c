package dev.likeness.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.FailureCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DropwizardWorkMetricsTest {
  private final MetricRegistry registry = new MetricRegistry();
  private final DropwizardWorkMetrics metrics = new DropwizardWorkMetrics(registry);

  @Test
  void countsWhatIsRunningUntilItEndsInAnyWay() {
    for (int i = 0; i < 5; i++) {
      metrics.leased();
    }
    metrics.delivered(Duration.ofSeconds(1));
    metrics.failed(FailureCode.MODEL_FAILED, Duration.ofSeconds(2));
    metrics.cancelled();
    metrics.abandoned();

    assertThat(registry.gauge("likeness.attempts.running").getValue()).isEqualTo(1);
    assertThat(count("cancelled")).isEqualTo(1);
    assertThat(count("abandoned")).isEqualTo(1);
    assertThat(count("failed.MODEL_FAILED")).isEqualTo(1);
    assertThat(registry.timer("likeness.attempts.delivered").getSnapshot().getMax())
        .isEqualTo(Duration.ofSeconds(1).toNanos());
    assertThat(registry.timer("likeness.attempts.failed").getCount()).isEqualTo(1);
  }

  private long count(String name) {
    return registry.counter("likeness.attempts." + name).getCount();
  }
}
