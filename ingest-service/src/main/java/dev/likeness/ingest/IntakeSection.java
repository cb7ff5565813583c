package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList;
import dev.likeness.ingest.intake.IntakePolicy;
import dev.likeness.ingest.intake.PromptPolicy;
import dev.likeness.kit.image.ImageLimits;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * What is accepted, and how long it may take.
 *
 * @param asyncDeadline from acceptance to the end of a job that nobody waits for
 * @param trainingDeadline likewise of one that trains a profile
 * @param syncLimit how long a synchronous caller waits
 * @param firstSubmissionLimit how long a call with {@code client_request_id} waits for the
 *     scheduler
 * @param acknowledgeLimit how long a command may take to be acknowledged
 * @param largestBody of an HTTP request
 * @param bodiesInMemory of all HTTP requests at a time; each needs about four times its size
 */
public record IntakeSection(
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration asyncDeadline,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
        Duration trainingDeadline,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration syncLimit,
    @JsonProperty @NotNull Duration firstSubmissionLimit,
    @JsonProperty @NotNull Duration acknowledgeLimit,
    @JsonProperty @NotNull DataSize largestBody,
    @JsonProperty @NotNull DataSize bodiesInMemory) {

  /** Those of the workers: what is accepted can be decoded. */
  ImageLimits imageLimits() {
    return ImageLimits.STANDARD;
  }

  IntakePolicy policy(Catalogue catalogue, PriceList prices, PromptPolicy prompts) {
    return new IntakePolicy(
        catalogue,
        prices,
        prompts,
        imageLimits(),
        asyncDeadline.toJavaDuration(),
        trainingDeadline.toJavaDuration(),
        syncLimit.toJavaDuration(),
        firstSubmissionLimit.toJavaDuration());
  }

  int largestBodyBytes() {
    return bytes(largestBody);
  }

  int largestImageBytes() {
    return imageLimits().bytes();
  }

  /** Bodies are held in memory as arrays, which end at 2 GiB. */
  private static int bytes(DataSize size) {
    return Math.toIntExact(size.toBytes());
  }
}
