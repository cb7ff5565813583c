package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.kit.auth.RequestRate;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

/**
 * How often an API key may call each instance, if its account has no rate of its own.
 *
 * @param perSecond requests a second; may be a fraction
 * @param burst requests at once
 */
public record RateSection(
    @JsonProperty @DecimalMin(value = "0", inclusive = false) @DecimalMax("1000000")
        double perSecond,
    @JsonProperty @Min(1) int burst) {
  RequestRate rate() {
    return new RequestRate(perSecond, burst);
  }
}
