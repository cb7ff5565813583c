package dev.likeness.callback;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * The view.
 *
 * @param retention how long a job is known after its end, with its files
 * @param undeliveredRetention how long the files of a job that failed, expired or was cancelled
 *     stay after its end
 * @param patience how long a question waits for a store that starts or moves, before 503
 * @param standbys copies of each store on other instances
 */
public record ViewSection(
    @JsonProperty @NotNull Duration retention,
    @JsonProperty @NotNull Duration undeliveredRetention,
    @JsonProperty @NotNull Duration patience,
    @JsonProperty @Min(0) int standbys) {}
