package dev.likeness.worker.kafka;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * How much work this worker takes.
 *
 * @param pool whose attempts it leases
 * @param slots attempts at a time: two keep the device busy while one is decoded or stored
 * @param lockSeconds after which an attempt that is not renewed goes to another worker
 * @param drainSeconds that a stopping worker lets its runs go on
 */
public record LeaseSection(
    @JsonProperty @NotBlank String pool,
    @JsonProperty @Min(1) @Max(64) int slots,
    @JsonProperty @Min(15) @Max(60) int lockSeconds,
    @JsonProperty @Min(0) @Max(600) int drainSeconds) {

  /** A third of the lock, so that a renewal may be late once. */
  Duration renewEvery() {
    return lockDuration().dividedBy(3);
  }

  Duration lockDuration() {
    return Duration.ofSeconds(lockSeconds);
  }

  Duration drainLimit() {
    return Duration.ofSeconds(drainSeconds);
  }
}
