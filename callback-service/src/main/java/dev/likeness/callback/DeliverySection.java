package dev.likeness.callback;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.callback.delivery.WebhookDispatcher;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.time.BackoffSchedule;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/**
 * Webhooks.
 *
 * @param retryDelays before attempt 2, 3, ...; after the last, the webhook is given up
 * @param jitter largest share of a delay that is added or taken away
 * @param longestRetryAfter cap on what an endpoint may ask for with {@code Retry-After}
 * @param timeout of a whole attempt
 * @param connectTimeout part of it, TLS included
 * @param places attempts at a time, which accounts share fairly: one alone gets half
 * @param placesPerHost of these, for one host and port, likewise
 * @param placesPerEndpoint of these, for one account and URL
 * @param allowedRanges not public addresses that may be called, in CIDR notation, with commas
 * @param nat64Prefixes under which this network translates to IPv4, beside the well-known one
 */
public record DeliverySection(
    @JsonProperty @NotNull List<Duration> retryDelays,
    @JsonProperty @DecimalMin("0") @DecimalMax("1") double jitter,
    @JsonProperty @NotNull Duration longestRetryAfter,
    @JsonProperty @NotNull Duration timeout,
    @JsonProperty @NotNull Duration connectTimeout,
    @JsonProperty @Min(1) int places,
    @JsonProperty @Min(1) int placesPerHost,
    @JsonProperty @Min(1) int placesPerEndpoint,
    @JsonProperty @NotNull String allowedRanges,
    @JsonProperty @NotNull String nat64Prefixes) {

  WebhookDispatcher.Limits limits() {
    return new WebhookDispatcher.Limits(places, placesPerHost, placesPerEndpoint);
  }

  BackoffSchedule schedule() {
    return new BackoffSchedule(retryDelays.stream().map(Duration::toJavaDuration).toList(), jitter);
  }

  /** From the first attempt to the end of the last, if every endpoint asks for the latest time. */
  java.time.Duration longestSchedule() {
    var schedule = schedule();
    return schedule
        .longest(longestRetryAfter.toJavaDuration())
        .plus(timeout.toJavaDuration().multipliedBy(schedule.attempts()));
  }

  List<String> ranges() {
    return AddressPolicy.rangesIn(allowedRanges);
  }
}
