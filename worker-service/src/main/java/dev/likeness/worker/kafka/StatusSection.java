package dev.likeness.worker.kafka;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How often this worker says that it is there.
 *
 * @param seconds between two signs of life; after three without one it is taken for gone. At most
 *     5: the scheduler looks for a released attempt in them after 15 s
 */
public record StatusSection(@JsonProperty @Min(1) @Max(5) int seconds) {
  Duration interval() {
    return Duration.ofSeconds(seconds);
  }
}
