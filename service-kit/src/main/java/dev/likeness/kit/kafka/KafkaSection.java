package dev.likeness.kit.kafka;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka and the schema registry are.
 *
 * @param bootstrapServers {@code host:port[,host:port...]}
 * @param registryUrl base of the Confluent-compatible API
 * @param properties client properties that go to every client, for example for TLS; override
 *     nothing that the code sets
 */
public record KafkaSection(
    @JsonProperty @NotBlank String bootstrapServers,
    @JsonProperty @NotBlank String registryUrl,
    @JsonProperty Map<String, String> properties) {
  public KafkaSection(
      String bootstrapServers, String registryUrl, @Nullable Map<String, String> properties) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.properties = properties == null ? Map.of() : Map.copyOf(properties);
  }
}
