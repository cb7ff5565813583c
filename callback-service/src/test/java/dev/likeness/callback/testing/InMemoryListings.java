package dev.likeness.callback.testing;

import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.callback.query.ListingKeys;
import dev.likeness.callback.query.ListingStores;
import dev.likeness.callback.query.PartitionScan;
import dev.likeness.callback.query.PartitionScan.IndexEntry;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lists of jobs in memory, spread over partitions of one instance. Thread safe. */
public final class InMemoryListings implements ListingStores {
  private final Supplier<? extends Collection<JobSnapshot>> jobs;
  private final int partitions;
  private final PartitionScan scan;
  private volatile boolean away;

  public InMemoryListings(
      Supplier<? extends Collection<JobSnapshot>> jobs, int partitions, PartitionScan scan) {
    this.jobs = jobs;
    this.partitions = partitions;
    this.scan = scan;
  }

  /** Whether the last partition cannot be read from now on. */
  public void lastPartitionIsAway(boolean isAway) {
    away = isAway;
  }

  @Override
  public Optional<Places> places() {
    return Optional.of(new Places(IntStream.range(0, partitions).boxed().toList(), Map.of()));
  }

  @Override
  public Optional<List<PartitionListing>> look(ListingQuestion question) {
    if (away && question.getPartitions().contains(partitions - 1)) {
      return Optional.empty();
    }
    return Optional.of(
        question.getPartitions().stream()
            .map(number -> scan.look(question, number, partition(number)))
            .toList());
  }

  private PartitionScan.Partition partition(int number) {
    var index = new TreeMap<String, String>();
    var known = new TreeMap<String, JobSnapshot>();
    for (JobSnapshot job : jobs.get()) {
      if (job.getSubmitted() && Math.floorMod(job.getJobId().hashCode(), partitions) == number) {
        known.put(job.getJobId(), job);
        index.put(ListingKeys.key(ListingKind.JOBS, job), ListingKeys.value(job));
        if (ProfileProjection.of(job).isPresent()) {
          index.put(ListingKeys.key(ListingKind.PROFILES, job), ListingKeys.value(job));
        }
      }
    }
    return new PartitionScan.Partition() {
      @Override
      public List<IndexEntry> entries(String first, String end, int most) {
        return index.subMap(first, end).entrySet().stream()
            .limit(most)
            .map(entry -> new IndexEntry(entry.getKey(), entry.getValue()))
            .toList();
      }

      @Override
      public Optional<JobSnapshot> job(String jobId) {
        return Optional.ofNullable(known.get(jobId));
      }
    };
  }
}
