package dev.likeness.kit.kafka;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.wire.RegistryOutage;
import io.dropwizard.core.setup.Environment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Whether the schema registry answers those who need it. While it does not, records of schemas that
 * are not known yet wait. What is known is not asked again, so an outage that nobody met is not
 * told of; one that nobody has met for a minute is forgotten.
 */
public final class SchemaRegistryCheck extends HealthCheck {
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  private final AvroSerdes serdes;
  private final InstantSource clock;

  SchemaRegistryCheck(AvroSerdes serdes, InstantSource clock) {
    this.serdes = serdes;
    this.clock = clock;
  }

  /**
   * Adds the health check {@code schema-registry}, and the gauge {@code
   * schema-registry.outage-seconds}: how long it has given no usable answer, 0 if it does.
   */
  public static void install(Environment environment, KafkaClients clients, InstantSource clock) {
    var check = new SchemaRegistryCheck(clients.serdes(), clock);
    environment.healthChecks().register("schema-registry", check);
    Gauge<Long> seconds = check::outageSeconds;
    var _ = environment.metrics().register("schema-registry.outage-seconds", seconds);
  }

  @Override
  protected Result check() {
    return outage()
        .map(
            outage ->
                Result.unhealthy("%s", outage.why() + "; records wait since " + outage.since()))
        .orElseGet(Result::healthy);
  }

  private long outageSeconds() {
    return outage()
        .map(outage -> Duration.between(outage.since(), clock.instant()).toSeconds())
        .orElse(0L);
  }

  private Optional<RegistryOutage> outage() {
    return serdes
        .registryOutage()
        .filter(outage -> outage.last().plus(FORGOTTEN_AFTER).isAfter(clock.instant()));
  }
}
