package dev.likeness.callback.query;

import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks through one partition for the jobs of a question. Does a bounded amount of work: what is
 * left is told by {@link PartitionListing#getLookedTo}. Thread safe.
 *
 * @param mostEntries of the index that are looked at
 * @param mostJobs that are read, because the index alone cannot tell whether they match
 * @param chunk entries of the index that are taken from the store at a time
 */
public record PartitionScan(int mostEntries, int mostJobs, int chunk) {

  /** The stores of one partition. */
  public interface Partition {
    /** The first entries of the index from {@code first} on, before {@code end}, in order. */
    List<IndexEntry> entries(String first, String end, int most);

    Optional<JobSnapshot> job(String jobId);
  }

  /** An entry of the index, in the form of {@link ListingKeys}. */
  public record IndexEntry(String key, String value) {}

  /** Takes some tens of milliseconds at most. */
  public static PartitionScan usual() {
    return new PartitionScan(20_000, 2_000, 200);
  }

  public PartitionListing look(ListingQuestion question, int number, Partition partition) {
    return new Run(question, number, partition).look();
  }

  private final class Run {
    private final ListingQuestion question;
    private final int number;
    private final Partition partition;
    private final List<JobSnapshot> found = new ArrayList<>();
    private int entries;
    private int jobs;
    private @Nullable String last;

    Run(ListingQuestion question, int number, Partition partition) {
      this.question = question;
      this.number = number;
      this.partition = partition;
    }

    PartitionListing look() {
      String first = ListingKeys.first(question);
      String end = ListingKeys.end(question);
      while (first.compareTo(end) < 0) {
        List<IndexEntry> some = partition.entries(first, end, chunk);
        for (IndexEntry entry : some) {
          if (isEnough()) {
            return listing();
          }
          take(entry);
        }
        if (some.size() < chunk) {
          break;
        }
        first = ListingKeys.following(some.getLast().key());
      }
      last = null; // that was all
      return listing();
    }

    private boolean isEnough() {
      return found.size() >= question.getLimit() || entries >= mostEntries || jobs >= mostJobs;
    }

    private void take(IndexEntry entry) {
      last = entry.key();
      entries++;
      if (ListingKeys.matches(entry.value(), question.getOperation(), question.getTag())) {
        jobs++;
        String jobId = ListingKeys.positionOf(entry.key()).getJobId();
        partition.job(jobId).filter(this::matches).ifPresent(found::add);
      }
    }

    private boolean matches(JobSnapshot job) {
      boolean ofKind =
          question.getKind() == ListingKind.JOBS || ProfileProjection.of(job).isPresent();
      return ofKind
          && (question.getStatuses().isEmpty() || question.getStatuses().contains(job.getStatus()));
    }

    private PartitionListing listing() {
      return new PartitionListing(
          number, found, last == null ? null : ListingKeys.positionOf(last));
    }
  }
}
