package dev.likeness.ingest.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.InputsMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The role {@code inputs} on Dropwizard Metrics: {@code inputs.waited} and {@code inputs.fetched}
 * (timers), {@code inputs.fetched.bytes}, {@code inputs.failed.<code>}, {@code
 * inputs.profiles.removed}, {@code inputs.jobs.removed}, {@code inputs.postponed} and {@code
 * inputs.held-back} (meters), {@code inputs.stored.bytes} (gauge).
 */
public final class DropwizardInputsMetrics implements InputsMetrics {
  private final MetricRegistry registry;
  private final AtomicLong stored = new AtomicLong();

  public DropwizardInputsMetrics(MetricRegistry registry) {
    this.registry = registry;
    registry.gauge("inputs.stored.bytes", () -> (Gauge<Long>) stored::get);
  }

  @Override
  public void begun(Duration waited) {
    registry.timer("inputs.waited").update(waited);
  }

  @Override
  public void fetched(Duration took, long bytes) {
    registry.timer("inputs.fetched").update(took);
    registry.meter("inputs.fetched.bytes").mark(bytes);
  }

  @Override
  public void failed(FailureCode code) {
    registry.meter("inputs.failed." + code.name().toLowerCase(Locale.ROOT)).mark();
  }

  @Override
  public void postponed() {
    registry.meter("inputs.postponed").mark();
  }

  @Override
  public void profileRemoved() {
    registry.meter("inputs.profiles.removed").mark();
  }

  @Override
  public void jobRemoved() {
    registry.meter("inputs.jobs.removed").mark();
  }

  @Override
  public void counted(long bytes) {
    stored.set(bytes);
  }

  @Override
  public void heldBack() {
    registry.meter("inputs.held-back").mark();
  }
}
