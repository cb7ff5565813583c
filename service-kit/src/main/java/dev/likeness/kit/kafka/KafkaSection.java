package dev.likeness.kit.kafka;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Min;
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
 * @param stateMegabytes memory for all state stores of the process together, in MiB; 0 for {@link
 *     #DEFAULT_STATE_MEGABYTES}
 * @param transactionalStores whether stores of applications that decide keep what is not committed
 *     apart (KIP-892), so that they need not be restored from their changelogs after a crash; false
 *     until it is shown to be better
 */
public record KafkaSection(
    @JsonProperty @NotBlank String bootstrapServers,
    @JsonProperty @NotBlank String registryUrl,
    @JsonProperty Map<String, String> properties,
    @JsonProperty @Min(0) int stateMegabytes,
    @JsonProperty boolean transactionalStores) {
  static final int DEFAULT_STATE_MEGABYTES = 96;

  @JsonCreator
  public KafkaSection(
      String bootstrapServers,
      String registryUrl,
      @Nullable Map<String, String> properties,
      int stateMegabytes,
      boolean transactionalStores) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.properties = properties == null ? Map.of() : Map.copyOf(properties);
    this.stateMegabytes = stateMegabytes == 0 ? DEFAULT_STATE_MEGABYTES : stateMegabytes;
    this.transactionalStores = transactionalStores;
  }

  /** With stores that are restored after a crash. */
  public KafkaSection(
      String bootstrapServers,
      String registryUrl,
      @Nullable Map<String, String> properties,
      int stateMegabytes) {
    this(bootstrapServers, registryUrl, properties, stateMegabytes, false);
  }

  /** With the usual memory for state stores. */
  public KafkaSection(
      String bootstrapServers, String registryUrl, @Nullable Map<String, String> properties) {
    this(bootstrapServers, registryUrl, properties, DEFAULT_STATE_MEGABYTES);
  }
}
