package dev.likeness.callback.query;

import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingPosition;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a list.
 *
 * @param jobs newest first
 * @param next after which the list goes on; empty if this was its end
 */
public record ListingPage(List<JobSnapshot> jobs, Optional<ListingPosition> next) {
  private static final Comparator<JobSnapshot> ORDER =
      Comparator.comparing(ListingKeys::positionOf, ListingKeys.ORDER);

  public ListingPage {
    jobs = List.copyOf(jobs);
  }

  /**
   * Merges what all partitions hold. Goes no further than the partition that was looked at the
   * least: what lies behind that place is not known.
   */
  static ListingPage merge(Collection<PartitionListing> partitions, int limit) {
    Optional<ListingPosition> known =
        partitions.stream()
            .map(PartitionListing::getLookedTo)
            .flatMap(Stream::ofNullable)
            .min(ListingKeys.ORDER);
    List<JobSnapshot> all =
        partitions.stream()
            .flatMap(partition -> partition.getJobs().stream())
            .filter(job -> known.isEmpty() || isUpTo(known.get(), job))
            .sorted(ORDER)
            .toList();
    return all.size() <= limit
        ? new ListingPage(all, known)
        : new ListingPage(
            all.subList(0, limit), Optional.of(ListingKeys.positionOf(all.get(limit - 1))));
  }

  /** The list of one job, which is empty if the question leaves it out. */
  public static ListingPage ofOne(ListingQuestion question, JobSnapshot job) {
    return new ListingPage(isAskedFor(question, job) ? List.of(job) : List.of(), Optional.empty());
  }

  private static boolean isAskedFor(ListingQuestion question, JobSnapshot job) {
    String key = ListingKeys.key(question.getKind(), job);
    return key.compareTo(ListingKeys.first(question)) >= 0
        && key.compareTo(ListingKeys.end(question)) < 0
        && ListingKeys.matches(ListingKeys.value(job), question.getOperation(), question.getTag())
        && (question.getStatuses().isEmpty() || question.getStatuses().contains(job.getStatus()));
  }

  private static boolean isUpTo(ListingPosition place, JobSnapshot job) {
    return ListingKeys.ORDER.compare(ListingKeys.positionOf(job), place) <= 0;
  }
}
