package dev.likeness.ingest.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The scheduler on Dropwizard Metrics, summed over the partitions that this instance has: gauges
 * {@code scheduler.jobs.held}, {@code scheduler.attempts.out}, {@code scheduler.fetches.waiting},
 * {@code scheduler.fetches.running} and {@code scheduler.oldest-held.seconds}; meter {@code
 * scheduler.attempts.untaken}.
 */
public final class DropwizardSchedulerMetrics implements SchedulerMetrics {
  /** For so long the health check tells of an attempt that nobody took. */
  private static final Duration TOLD_FOR = Duration.ofMinutes(1);

  private final Map<Integer, Load> loads = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final Meter untaken;
  private volatile Instant untakenAt = Instant.EPOCH;

  public DropwizardSchedulerMetrics(MetricRegistry registry, InstantSource clock) {
    this.clock = clock;
    this.untaken = registry.meter("scheduler.attempts.untaken");
    registry.registerGauge("scheduler.jobs.held", sum(Load::held));
    registry.registerGauge("scheduler.attempts.out", sum(Load::out));
    registry.registerGauge("scheduler.fetches.waiting", sum(Load::unfetched));
    registry.registerGauge("scheduler.fetches.running", sum(Load::fetching));
    registry.registerGauge("scheduler.oldest-held.seconds", this::oldestHeldSeconds);
  }

  @Override
  public void load(int partition, Load load) {
    loads.put(partition, load);
  }

  @Override
  public void gone(int partition) {
    loads.remove(partition);
  }

  @Override
  public void untaken() {
    untaken.mark();
    untakenAt = clock.instant();
  }

  /** Unhealthy for a minute after an attempt was found that no worker took although slots wait. */
  public HealthCheck untakenCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return untakenAt.plus(TOLD_FOR).isBefore(clock.instant())
            ? Result.healthy()
            : Result.unhealthy(
                "workers wait for work, but do not take what was released before %s; it is released again",
                untakenAt);
      }
    };
  }

  private Gauge<Long> sum(ToLongFunction<Load> part) {
    return () -> loads.values().stream().mapToLong(part).sum();
  }

  private long oldestHeldSeconds() {
    return loads.values().stream()
        .map(Load::oldestHeld)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .map(oldest -> Duration.between(oldest, clock.instant()).toSeconds())
        .orElse(0L);
  }
}
