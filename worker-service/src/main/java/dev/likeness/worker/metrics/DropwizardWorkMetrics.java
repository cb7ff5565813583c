package dev.likeness.worker.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import dev.likeness.contract.FailureCode;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Attempts as {@code likeness.attempts.*}: {@code running} now; {@code delivered} and {@code
 * failed} with their times; {@code failed.<code>}; {@code cancelled}; {@code abandoned}. Thread
 * safe.
 */
public final class DropwizardWorkMetrics implements WorkMetrics {
  private static final String PREFIX = "likeness.attempts.";

  private final MetricRegistry registry;
  private final AtomicInteger running = new AtomicInteger();
  private final Timer delivered;
  private final Timer failed;
  private final Counter cancelled;
  private final Counter abandoned;

  public DropwizardWorkMetrics(MetricRegistry registry) {
    this.registry = registry;
    registry.registerGauge(PREFIX + "running", running::get);
    this.delivered = registry.timer(PREFIX + "delivered");
    this.failed = registry.timer(PREFIX + "failed");
    this.cancelled = registry.counter(PREFIX + "cancelled");
    this.abandoned = registry.counter(PREFIX + "abandoned");
  }

  @Override
  public void leased() {
    running.incrementAndGet();
  }

  @Override
  public void delivered(Duration took) {
    running.decrementAndGet();
    delivered.update(took);
  }

  @Override
  public void failed(FailureCode code, Duration took) {
    running.decrementAndGet();
    failed.update(took);
    registry.counter(PREFIX + "failed." + code.name()).inc();
  }

  @Override
  public void cancelled() {
    running.decrementAndGet();
    cancelled.inc();
  }

  @Override
  public void abandoned() {
    running.decrementAndGet();
    abandoned.inc();
  }
}
