package dev.likeness.callback.query;

import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The partitions of the view: where they are, and what is in those that are here. Thread safe. */
public interface ListingStores {
  /**
   * Who has which partitions.
   *
   * @param elsewhere by {@code host:port} of their instances
   */
  record Places(List<Integer> here, Map<String, List<Integer>> elsewhere) {}

  /** Empty unless it is known for every partition. */
  Optional<Places> places();

  /**
   * Looks through the partitions of the question, which are here. Empty if one of them cannot be
   * read now, or has not taken in every command that was acknowledged before the call; waits a
   * short while for that.
   */
  Optional<List<PartitionListing>> look(ListingQuestion question);
}
