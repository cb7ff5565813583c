package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.ingest.inputs.InputsRole;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.GuardedHttpClient;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/**
 * How customers' image URLs are fetched, and which addresses customers may name.
 *
 * @param timeout of one photo, redirects included
 * @param slowestPerSecond a photo that comes faster than this may take longer than {@code timeout}
 * @param connectTimeout of one connection, TLS included
 * @param connections at a time, which accounts share fairly: one alone gets half
 * @param connectionsPerHost at a time for one account to one host
 * @param removeAgainAfter from the deletion of a profile to the second removal of its blobs
 * @param allowedImageRanges addresses, as CIDR ranges with commas between, that images may come
 *     from although they are not public; for development
 * @param allowedCallbackRanges likewise for callback URLs
 * @param nat64Prefixes under which this network translates to IPv4, beside the well-known one
 */
public record FetchSection(
    @JsonProperty @NotNull Duration timeout,
    @JsonProperty @NotNull DataSize slowestPerSecond,
    @JsonProperty @NotNull Duration connectTimeout,
    @JsonProperty @Min(1) int connections,
    @JsonProperty @Min(1) int connectionsPerHost,
    @JsonProperty @NotNull Duration removeAgainAfter,
    @JsonProperty @NotNull String allowedImageRanges,
    @JsonProperty @NotNull String allowedCallbackRanges,
    @JsonProperty @NotNull String nat64Prefixes) {

  GuardedHttpClient.Limits limits(int largestImage) {
    return new GuardedHttpClient.Limits(
        connectTimeout.toJavaDuration(),
        timeout.toJavaDuration(),
        Math.toIntExact(slowestPerSecond.toBytes()),
        largestImage,
        connections);
  }

  InputsRole.Limits inputs(ImageLimits photos) {
    return new InputsRole.Limits(
        connections, connectionsPerHost, photos, removeAgainAfter.toJavaDuration());
  }

  List<String> imageRanges() {
    return AddressPolicy.rangesIn(allowedImageRanges);
  }

  List<String> nat64() {
    return AddressPolicy.rangesIn(nat64Prefixes);
  }

  List<String> callbackRanges() {
    return AddressPolicy.rangesIn(allowedCallbackRanges);
  }
}
