package dev.likeness.callback.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The secrets of an account that sign its webhooks now.
 *
 * @param createdAt empty for the first, which is as old as the account
 * @param retired those that another has followed, the latest first
 */
public record SecretsInForce(String current, Optional<Instant> createdAt, List<Retired> retired) {

  /** A secret that still signs beside the new one. */
  public record Retired(String secret, Instant validUntil) {}

  public SecretsInForce {
    retired = List.copyOf(retired);
  }

  /** The one that the current one followed, if it still signs. */
  public Optional<Retired> previous() {
    return retired.stream().findFirst();
  }

  List<String> all() {
    return Stream.concat(Stream.of(current), retired.stream().map(Retired::secret)).toList();
  }
}
