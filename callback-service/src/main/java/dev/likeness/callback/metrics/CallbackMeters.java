package dev.likeness.callback.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.lifecycle.StateAnomaly;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.query.QueryMetrics;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** All metrics of this service; the only place where their names stand. Thread safe. */
public final class CallbackMeters
    implements ViewMetrics, QueryMetrics, DeliveryMetrics, LedgerMetrics {
  private final MetricRegistry registry;
  private final Map<Integer, Duration> oldestDue = new ConcurrentHashMap<>();

  public CallbackMeters(MetricRegistry registry) {
    this.registry = registry;
    registry.gauge("callback.delivery.oldest_due_seconds", () -> (Gauge<Double>) this::oldestDue);
  }

  private double oldestDue() {
    return oldestDue.values().stream().mapToLong(Duration::toMillis).max().orElse(0) / 1000.0;
  }

  @Override
  public void oldestDue(int partition, Duration age) {
    oldestDue.put(partition, age);
  }

  @Override
  public void ended(JobStatus status) {
    registry.meter("callback.view.ended." + lower(status)).mark();
  }

  @Override
  public void anomaly(StateAnomaly anomaly) {
    registry.meter("callback.view.anomaly." + lower(anomaly)).mark();
  }

  @Override
  public void callbackDue() {
    registry.meter("callback.view.callbacks_due").mark();
  }

  @Override
  public void purged() {
    registry.meter("callback.view.purged").mark();
  }

  @Override
  public void booked(LedgerEntryKind kind) {
    registry.meter("callback.ledger.booked." + lower(kind)).mark();
  }

  @Override
  public void repeatedDeposit() {
    registry.meter("callback.ledger.repeated_deposit").mark();
  }

  @Override
  public void unusableEntry() {
    registry.meter("callback.ledger.unusable").mark();
  }

  @Override
  public void answered(Lookup answer) {
    String name =
        switch (answer) {
          case Lookup.Found _ -> "found";
          case Lookup.Unknown _ -> "unknown";
          case Lookup.NotReady _ -> "not_ready";
          case Lookup.Elsewhere _ -> "elsewhere";
        };
    registry.meter("callback.query." + name).mark();
  }

  @Override
  public void listed(boolean complete) {
    registry.meter("callback.query." + (complete ? "listed" : "list_not_ready")).mark();
  }

  @Override
  public void forwarded() {
    registry.meter("callback.query.forwarded").mark();
  }

  @Override
  public void attempted(CallbackOutcome outcome, Duration duration) {
    registry.timer("callback.delivery.attempt." + lower(outcome)).update(duration);
  }

  @Override
  public void attemptLost() {
    registry.meter("callback.delivery.lost").mark();
  }

  @Override
  public void watchRunning(IntSupplier running) {
    registry.gauge("callback.delivery.running", () -> (Gauge<Integer>) running::getAsInt);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
