package dev.likeness.ingest.metrics;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.schema.v1.Lane;
import java.time.Duration;
import java.util.Locale;

/**
 * Intake on Dropwizard Metrics: {@code intake.accepted.<lane>} (timer), {@code
 * intake.refused.<lane>.<code>}, {@code intake.stored.bytes}, {@code intake.sync.timeouts} and
 * {@code intake.submissions.held-back} (meters). Lanes and codes are closed sets, so the number of
 * names is bounded.
 */
public final class DropwizardIngestMetrics implements IngestMetrics {
  private final MetricRegistry registry;

  public DropwizardIngestMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void accepted(Lane lane, Duration took) {
    registry.timer("intake.accepted." + lower(lane)).update(took);
  }

  @Override
  public void refused(Lane lane, FailureCode code) {
    registry.meter("intake.refused." + lower(lane) + "." + lower(code)).mark();
  }

  @Override
  public void stored(long bytes) {
    registry.meter("intake.stored.bytes").mark(bytes);
  }

  @Override
  public void syncTimedOut() {
    registry.meter("intake.sync.timeouts").mark();
  }

  @Override
  public void submissionsHeldBack() {
    registry.meter("intake.submissions.held-back").mark();
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
