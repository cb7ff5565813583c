package dev.likeness.worker.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import dev.likeness.contract.FailureCode;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;

/**
 * Attempts as {@code likeness.attempts.*}: running now, delivered and failed with their times,
 * failures by code.
 */
public final class DropwizardWorkMetrics implements WorkMetrics {
  private static final String PREFIX = "likeness.attempts.";

  private final MetricRegistry registry;
  private final Counter running;
  private final Timer delivered;
  private final Timer failed;
  private final Counter abandoned;

  public DropwizardWorkMetrics(MetricRegistry registry) {
    this.registry = registry;
    this.running = registry.counter(PREFIX + "running");
    this.delivered = registry.timer(PREFIX + "delivered");
    this.failed = registry.timer(PREFIX + "failed");
    this.abandoned = registry.counter(PREFIX + "abandoned");
  }

  @Override
  public void leased() {
    running.inc();
  }

  @Override
  public void delivered(Duration took) {
    running.dec();
    delivered.update(took);
  }

  @Override
  public void failed(FailureCode code, Duration took) {
    running.dec();
    failed.update(took);
    registry.counter(PREFIX + "failed." + code.name()).inc();
  }

  @Override
  public void abandoned() {
    running.dec();
    abandoned.inc();
  }
}
