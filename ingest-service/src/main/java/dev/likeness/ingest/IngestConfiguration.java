package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.ingest.http.HttpEdge;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.kit.kafka.KafkaSection;
import io.dropwizard.core.Configuration;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The settings of this service; {@code ingest.yml} says where each comes from. */
public final class IngestConfiguration extends Configuration {

  /**
   * Where this instance is, and where its neighbours are.
   *
   * @param publicUrl address at which customers reach the public edge, without a path
   * @param callbackUrl address of callback-service, without a path
   * @param applicationServer {@code host:port} at which other instances reach this one's internal
   *     port
   */
  public record AddressSection(
      @JsonProperty @NotNull URI publicUrl,
      @JsonProperty @NotNull URI callbackUrl,
      @JsonProperty @NotBlank String applicationServer) {}

  /**
   * What is kept on disk.
   *
   * @param blobRoot folder of the blob store, shared with workers
   * @param stateDirectory for the stores of this instance; not below a directory that the system
   *     empties
   * @param pricesFile prices of the operator; blank for those that come with the service
   * @param promptPolicy rules of the operator; blank for those that come with the service
   * @param quota bytes of photos that an account may have in the blob store
   * @param upkeepEvery how often they are counted
   */
  public record FilesSection(
      @JsonProperty @NotNull Path blobRoot,
      @JsonProperty @NotNull Path stateDirectory,
      @JsonProperty @NotNull String pricesFile,
      @JsonProperty @NotNull String promptPolicy,
      @JsonProperty @NotNull DataSize quota,
      @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
          Duration upkeepEvery) {}

  @NotEmpty private final Set<Role> roles;
  @NotNull @Valid private final KafkaSection kafka;
  @NotNull @Valid private final AddressSection addresses;
  @NotNull @Valid private final FilesSection files;
  @NotNull private final String masterSecret;
  @NotNull @Valid private final SchedulerSection scheduler;
  @NotNull @Valid private final IntakeSection intake;
  @NotNull @Valid private final FetchSection fetch;
  @NotNull @Valid private final RateSection rates;
  @NotNull @Valid private final EdgeSection edge;

  /**
   * @param roles what this instance does
   * @param masterSecret signs the URLs of files, and shows our services to each other; commands
   *     need none
   */
  public IngestConfiguration(
      @JsonProperty("roles") Set<Role> roles,
      @JsonProperty("kafka") KafkaSection kafka,
      @JsonProperty("addresses") AddressSection addresses,
      @JsonProperty("files") FilesSection files,
      @JsonProperty("masterSecret") String masterSecret,
      @JsonProperty("scheduler") SchedulerSection scheduler,
      @JsonProperty("intake") IntakeSection intake,
      @JsonProperty("fetch") FetchSection fetch,
      @JsonProperty("rates") RateSection rates,
      @JsonProperty("edge") EdgeSection edge) {
    this.roles = roles;
    this.kafka = kafka;
    this.addresses = addresses;
    this.files = files;
    this.masterSecret = masterSecret;
    this.scheduler = scheduler;
    this.intake = intake;
    this.fetch = fetch;
    this.rates = rates;
    this.edge = edge;
  }

  boolean plays(Role role) {
    return roles.contains(role);
  }

  KafkaSection kafka() {
    return kafka;
  }

  AddressSection addresses() {
    return addresses;
  }

  FilesSection files() {
    return files;
  }

  /**
   * @throws IllegalArgumentException if there is none, or one that can be guessed
   */
  MasterSecret masterSecret() {
    return new MasterSecret(masterSecret);
  }

  SchedulerSection scheduler() {
    return scheduler;
  }

  IntakeSection intake() {
    return intake;
  }

  FetchSection fetch() {
    return fetch;
  }

  RateSection rates() {
    return rates;
  }

  EdgeSection edge() {
    return edge;
  }

  HttpEdge.BodyLimits bodies() {
    return new HttpEdge.BodyLimits(
        intake.largestBodyBytes(),
        files.stateDirectory().resolve("uploads"),
        edge.uploadsOnDisk().toBytes(),
        intake.bodiesInMemory().toBytes(),
        edge.pace());
  }
}
