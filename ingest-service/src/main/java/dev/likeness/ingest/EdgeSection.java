package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.kit.http.EdgeLimits;
import dev.likeness.kit.rate.Pace;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What callers may occupy of an instance at a time.
 *
 * @param connections over all ports; beyond, those that have waited longest are closed
 * @param requests that are under way, of which each account has its share; fewer than there are
 *     threads
 * @param uploadsOnDisk bytes of bodies that arrive or are worked on, of which each account has its
 *     share; at least three times the largest body more than any account is meant to have
 * @param uploadBytesPerSecond a body that arrives more slowly, after ten seconds, is given up
 * @param uploadLimit a body that has not arrived by then is given up
 * @param corsOrigins origins whose pages may call, with commas between; {@code *} for all
 */
public record EdgeSection(
    @JsonProperty @Min(1) int connections,
    @JsonProperty @Min(1) int requests,
    @JsonProperty @NotNull DataSize uploadsOnDisk,
    @JsonProperty @Min(0) long uploadBytesPerSecond,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration uploadLimit,
    @JsonProperty @NotNull String corsOrigins) {
  private static final java.time.Duration GRACE = java.time.Duration.ofSeconds(10);

  EdgeLimits limits() {
    EdgeLimits usual = EdgeLimits.usual();
    return new EdgeLimits(connections, usual.unreadBytes(), usual.unreadTime());
  }

  Set<String> origins() {
    return Stream.of(corsOrigins.split(",", -1))
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .collect(Collectors.toSet());
  }

  Pace pace() {
    return new Pace(uploadBytesPerSecond, GRACE, uploadLimit.toJavaDuration());
  }
}
