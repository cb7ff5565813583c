package dev.likeness.callback.query;

import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.List;
import java.util.Optional;

/** The partitions of other instances. Thread safe; calls block for a bounded time. */
public interface PeerListings {
  /**
   * Has one peer look through those of its partitions that the question names.
   *
   * @param peer {@code host:port}
   * @return empty if the peer cannot say now, or cannot be reached
   */
  Optional<List<PartitionListing>> ask(String peer, ListingQuestion question);
}
