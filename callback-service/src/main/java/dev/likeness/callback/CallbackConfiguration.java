package dev.likeness.callback;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.kit.kafka.KafkaSection;
import io.dropwizard.core.Configuration;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** The settings of this service; {@code callback.yml} says where each comes from. */
public final class CallbackConfiguration extends Configuration {
  @NotEmpty private final Set<Role> roles;
  @NotNull @Valid private final KafkaSection kafka;

  @Min(1)
  private final int partitions;

  @NotNull private final Path stateDirectory;
  @NotNull private final Path blobRoot;
  @NotBlank private final String applicationServer;
  @NotNull private final URI publicUrl;
  @NotNull private final String masterSecret;
  @NotNull private final Duration webhookSecretOverlap;
  @NotNull @Valid private final ViewSection view;
  @NotNull @Valid private final DeliverySection delivery;

  /**
   * @param roles what this instance does
   * @param partitions of topics that it creates
   * @param stateDirectory for the stores; not below a directory that the system empties
   * @param blobRoot where the photos lie, shared with the other services
   * @param applicationServer {@code host:port} at which peers reach this instance
   * @param publicUrl base of the public edge, for URLs of results
   * @param webhookSecretOverlap how long a secret signs beside the one that follows it
   */
  public CallbackConfiguration(
      @JsonProperty("roles") Set<Role> roles,
      @JsonProperty("kafka") KafkaSection kafka,
      @JsonProperty("partitions") int partitions,
      @JsonProperty("stateDirectory") Path stateDirectory,
      @JsonProperty("blobRoot") Path blobRoot,
      @JsonProperty("applicationServer") String applicationServer,
      @JsonProperty("publicUrl") URI publicUrl,
      @JsonProperty("masterSecret") String masterSecret,
      @JsonProperty("webhookSecretOverlap") Duration webhookSecretOverlap,
      @JsonProperty("view") ViewSection view,
      @JsonProperty("delivery") DeliverySection delivery) {
    this.roles = roles;
    this.kafka = kafka;
    this.partitions = partitions;
    this.stateDirectory = stateDirectory;
    this.blobRoot = blobRoot;
    this.applicationServer = applicationServer;
    this.publicUrl = publicUrl;
    this.masterSecret = masterSecret;
    this.webhookSecretOverlap = webhookSecretOverlap;
    this.view = view;
    this.delivery = delivery;
  }

  boolean plays(Role role) {
    return roles.contains(role);
  }

  KafkaSection kafka() {
    return kafka;
  }

  int partitions() {
    return partitions;
  }

  Path stateDirectory() {
    return stateDirectory;
  }

  Path blobRoot() {
    return blobRoot;
  }

  String applicationServer() {
    return applicationServer;
  }

  URI publicUrl() {
    return publicUrl;
  }

  /**
   * @throws IllegalArgumentException if there is none, or one that can be guessed
   */
  MasterSecret masterSecret() {
    return new MasterSecret(masterSecret);
  }

  java.time.Duration webhookSecretOverlap() {
    return webhookSecretOverlap.toJavaDuration();
  }

  ViewSection view() {
    return view;
  }

  DeliverySection delivery() {
    return delivery;
  }
}
