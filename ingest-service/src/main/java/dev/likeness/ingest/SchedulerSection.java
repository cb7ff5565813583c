package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.kit.time.BackoffSchedule;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Topics and the queue.
 *
 * @param partitions of topics that this service creates
 * @param pool of the workers that jobs are released to
 * @param standbys copies of the scheduler's stores on other instances
 * @param releaseWindow attempts that may be out at a time, per partition; more are held back
 * @param fetchWindow jobs whose photos may be fetched at a time, per partition; more wait
 * @param startWithin an attempt that no worker starts for so long is lost: longer than the pool
 *     needs for {@code partitions x releaseWindow} attempts
 * @param takenWithin an attempt that no worker starts for so long, while a slot waits for work all
 *     the time, is released again
 * @param silentAfter an attempt whose worker is not heard of for so long is lost
 * @param rememberFor how long a job, and its client_request_id, is known after its end
 * @param retryDelays waits before the second attempt at a job, the third, ...
 * @param retryJitter largest share by which a wait is made longer or shorter, also between fetches
 * @param fetchDelays waits before photos are fetched for the second time, the third, ...
 * @param fetchedWithin a fetch of which nothing is heard for so long is repeated
 */
public record SchedulerSection(
    @JsonProperty @Min(1) int partitions,
    @JsonProperty @NotBlank String pool,
    @JsonProperty @Min(0) int standbys,
    @JsonProperty @Min(1) int releaseWindow,
    @JsonProperty @Min(1) @Max(200) int fetchWindow,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration startWithin,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration takenWithin,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration silentAfter,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.MINUTES) Duration rememberFor,
    @JsonProperty @NotNull List<Duration> retryDelays,
    @JsonProperty @DecimalMin("0") @DecimalMax("1") double retryJitter,
    @JsonProperty @NotNull List<Duration> fetchDelays,
    @JsonProperty @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
        Duration fetchedWithin) {
  public SchedulerSection {
    retryDelays = List.copyOf(retryDelays);
    fetchDelays = List.copyOf(fetchDelays);
  }

  SchedulerRules rules() {
    return new SchedulerRules(
        schedule(retryDelays),
        startWithin.toJavaDuration(),
        takenWithin.toJavaDuration(),
        silentAfter.toJavaDuration(),
        rememberFor.toJavaDuration(),
        schedule(fetchDelays),
        fetchedWithin.toJavaDuration(),
        releaseWindow,
        fetchWindow);
  }

  private BackoffSchedule schedule(List<Duration> delays) {
    return new BackoffSchedule(delays.stream().map(Duration::toJavaDuration).toList(), retryJitter);
  }
}
