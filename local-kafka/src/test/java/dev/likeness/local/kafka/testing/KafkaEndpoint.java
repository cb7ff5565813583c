package dev.likeness.local.kafka.testing;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * Where the Kafka of this test run is.
 *
 * @param bootstrapServers for Kafka clients, as {@code host:port}
 * @param registryUrl base URL of the registry's Confluent-compatible API
 */
public record KafkaEndpoint(String bootstrapServers, String registryUrl) {

  /** An admin client; the caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }
}
