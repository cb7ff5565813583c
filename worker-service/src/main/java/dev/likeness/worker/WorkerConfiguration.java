package dev.likeness.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.worker.kafka.LeaseSection;
import dev.likeness.worker.kafka.StatusSection;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Configuration of the worker: {@code worker.yml}. */
public final class WorkerConfiguration extends Configuration {

  /**
   * Where models run.
   *
   * @param cuda {@code true}: use the CUDA device if it works; {@code required}: do not start
   *     without it; {@code false}: use the CPU
   * @param cudaDevice its number
   * @param cudaMemoryMegabytes most of its memory that a model may take
   * @param cpuThreads of a run on the CPU; 0 for as many as there are cores
   * @param keepMemory whether models keep their working memory from run to run
   * @param runLimitSeconds after which a run is stopped
   * @param maxBatch runs of several attempts that go together; 1 for never
   */
  public record DeviceSection(
      @JsonProperty @NotNull @Pattern(regexp = "true|false|required") String cuda,
      @JsonProperty @Min(0) int cudaDevice,
      @JsonProperty @Min(256) long cudaMemoryMegabytes,
      @JsonProperty @Min(0) int cpuThreads,
      @JsonProperty boolean keepMemory,
      @JsonProperty @Min(1) int runLimitSeconds,
      @JsonProperty @Min(1) @Max(64) int maxBatch) {}

  /**
   * Model packs beside the starter pack.
   *
   * @param directories of packs, the most important first, separated as in {@code PATH}; may be
   *     empty
   * @param allowNoncommercial whether packs may be used whose licence forbids to earn money
   * @param watchSeconds between two looks at whether a pack has changed; 0 for never
   */
  public record PacksSection(
      @JsonProperty @NotNull String directories,
      @JsonProperty boolean allowNoncommercial,
      @JsonProperty @Min(0) int watchSeconds) {
    List<Path> paths() {
      return Stream.of(directories.split(File.pathSeparator))
          .filter(directory -> !directory.isBlank())
          .map(Path::of)
          .toList();
    }
  }

  /**
   * What looks at photos before they are worked on or delivered.
   *
   * @param pack directory of a model pack with the role {@code safety.classify}; empty for none
   * @param threshold from which score on a photo is refused, for all classes that the pack watches;
   *     0 for the thresholds of the pack
   */
  public record SafetySection(
      @JsonProperty @NotNull String pack,
      @JsonProperty @DecimalMin("0") @DecimalMax("1") double threshold) {}

  /**
   * What an enhancement gives, where a pack has a network for it.
   *
   * @param resolution {@code 2K} or {@code 4K}: smaller photos are enlarged to a long side of 2,048
   *     or 4,096 pixels
   */
  public record EnhanceSection(
      @JsonProperty @NotNull @Pattern(regexp = "2K|4K") String resolution) {}

  /**
   * Which photos are read.
   *
   * @param heic whether HEIC is; it needs a second process and the decoder's native libraries
   */
  public record ImagesSection(@JsonProperty boolean heic) {}

  @JsonProperty @Valid @NotNull private @Nullable KafkaSection kafka;
  @JsonProperty @Valid @NotNull private @Nullable LeaseSection lease;
  @JsonProperty @Valid @NotNull private @Nullable DeviceSection device;
  @JsonProperty @Valid @NotNull private @Nullable EnhanceSection enhance;
  @JsonProperty @Valid @NotNull private @Nullable ImagesSection images;
  @JsonProperty @Valid @NotNull private @Nullable PacksSection packs;
  @JsonProperty @Valid @NotNull private @Nullable SafetySection safety;
  @JsonProperty @Valid @NotNull private @Nullable StatusSection status;
  @JsonProperty @NotBlank private String blobRoot = "";
  @JsonProperty private String workerId = "";

  KafkaSection kafka() {
    return present(kafka);
  }

  LeaseSection lease() {
    return present(lease);
  }

  StatusSection status() {
    return present(status);
  }

  PacksSection packs() {
    return present(packs);
  }

  EnhanceSection enhance() {
    return present(enhance);
  }

  ImagesSection images() {
    return present(images);
  }

  SafetySection safety() {
    return present(safety);
  }

  DeviceSection device() {
    return present(device);
  }

  /** Folder of the blob store. */
  String blobRoot() {
    return blobRoot;
  }

  /** Name of this worker in events; empty for one that is made up at the start. */
  String workerId() {
    return workerId;
  }

  /** Validation has refused a configuration without the section. */
  private static <T> T present(@Nullable T section) {
    if (section == null) {
      throw new IllegalStateException("the configuration was not validated");
    }
    return section;
  }
}
