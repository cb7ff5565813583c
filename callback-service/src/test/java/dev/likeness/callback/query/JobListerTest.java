package dev.likeness.callback.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.testing.InMemoryListings;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingPosition;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.PartitionListing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobListerTest {
  private static final Comparator<JobSnapshot> NEWEST_FIRST =
      Comparator.comparing(JobSnapshot::getCreatedAt)
          .reversed()
          .thenComparing(JobSnapshot::getJobId);

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pagesHoldEveryJobThatMatchesOnceAndInOrder(long seed) {
    var random = new Random(seed);
    List<JobSnapshot> jobs = randomJobs(random, random.nextInt(120));
    var question =
        ListingQuestion.newBuilder()
            .setKind(random.nextBoolean() ? ListingKind.JOBS : ListingKind.PROFILES)
            .setAccount("a" + random.nextInt(2))
            .setStatuses(random.nextBoolean() ? List.of() : List.of(JobStatus.FAILED))
            .setOperation(random.nextBoolean() ? null : Operation.TRAIN)
            .setTag(random.nextInt(3) == 0 ? "t0" : null)
            .setCreatedFrom(random.nextInt(3) == 0 ? Jobs.at(random.nextInt(20)) : null)
            .setCreatedBefore(random.nextInt(3) == 0 ? Jobs.at(random.nextInt(20)) : null)
            .setLimit(1 + random.nextInt(7))
            .build();
    var scan =
        new PartitionScan(1 + random.nextInt(15), 1 + random.nextInt(9), 1 + random.nextInt(6));
    var present = new ArrayList<>(jobs);
    var lister = lister(new InMemoryListings(() -> present, 1 + random.nextInt(5), scan));

    var listed = new ArrayList<JobSnapshot>();
    Optional<ListingPosition> next = Optional.empty();
    do {
      var goingOn = ListingQuestion.newBuilder(question).setAfter(next.orElse(null)).build();
      var page = lister.list(goingOn).orElseThrow();
      assertThat(page.jobs()).as("seed %d", seed).hasSizeLessThanOrEqualTo(question.getLimit());
      listed.addAll(page.jobs());
      next = page.next();
      present.add(job(random, Jobs.at(30 + listed.size()))); // newer than all that was there
    } while (next.isPresent());

    assertThat(ids(listed))
        .as("seed %d", seed)
        .containsExactlyElementsOf(ids(expected(jobs, question)));
  }

  @Test
  void aPartitionThatCannotBeReadMakesNoList() {
    var listings = new InMemoryListings(List::of, 3, PartitionScan.usual());
    listings.lastPartitionIsAway(true);

    assertThat(lister(listings).list(anyJobs())).isEmpty();
    listings.lastPartitionIsAway(false);
    assertThat(lister(listings).list(anyJobs()))
        .contains(new ListingPage(List.of(), Optional.empty()));
  }

  @Test
  void mergesWhatPeersHave() {
    JobSnapshot here = job("0".repeat(32), 1);
    JobSnapshot there = job("1".repeat(32), 2);
    var answers = new HashMap<String, List<PartitionListing>>();
    PeerListings peers = (peer, _) -> Optional.ofNullable(answers.get(peer));
    var lister =
        new JobLister(
            new HereAndThere(List.of(new PartitionListing(0, List.of(here), null))),
            peers,
            new JobWatch(),
            waits(),
            Clock.systemUTC(),
            new QueryMetrics() {});

    assertThat(lister.list(anyJobs())).as("peer does not answer").isEmpty();
    answers.put("peer:1", List.of());
    assertThat(lister.list(anyJobs())).as("peer leaves its partition out").isEmpty();
    answers.put("peer:1", List.of(new PartitionListing(1, List.of(there), null)));
    assertThat(ids(lister.list(anyJobs()).orElseThrow().jobs()))
        .containsExactly("1".repeat(32), "0".repeat(32));
  }

  /** Partition 0 here, partition 1 at a peer. */
  private record HereAndThere(List<PartitionListing> here) implements ListingStores {
    @Override
    public Optional<Places> places() {
      return Optional.of(new Places(List.of(0), Map.of("peer:1", List.of(1))));
    }

    @Override
    public Optional<List<PartitionListing>> look(ListingQuestion question) {
      return Optional.of(here);
    }
  }

  private static ListingQuestion anyJobs() {
    return ListingQuestion.newBuilder()
        .setKind(ListingKind.JOBS)
        .setAccount(Jobs.ACCOUNT)
        .setLimit(20)
        .build();
  }

  private static JobLister lister(ListingStores stores) {
    return new JobLister(
        stores,
        (_, _) -> Optional.empty(),
        new JobWatch(),
        waits(),
        Clock.systemUTC(),
        new QueryMetrics() {});
  }

  private static JobFinder.Waits waits() {
    return new JobFinder.Waits(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(1));
  }

  private static List<JobSnapshot> expected(List<JobSnapshot> jobs, ListingQuestion question) {
    return jobs.stream()
        .filter(job -> job.getAccount().equals(question.getAccount()))
        .filter(
            job -> question.getKind() == ListingKind.JOBS || job.getOperation() == Operation.TRAIN)
        .filter(
            job -> question.getOperation() == null || job.getOperation() == question.getOperation())
        .filter(job -> question.getTag() == null || question.getTag().equals(job.getTag()))
        .filter(
            job ->
                question.getStatuses().isEmpty()
                    || question.getStatuses().contains(job.getStatus()))
        .filter(job -> isWithin(job.getCreatedAt(), question))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  private static boolean isWithin(Instant time, ListingQuestion question) {
    @Nullable Instant from = question.getCreatedFrom();
    @Nullable Instant before = question.getCreatedBefore();
    return (from == null || !time.isBefore(from)) && (before == null || time.isBefore(before));
  }

  /** Many of the same instant. */
  private static List<JobSnapshot> randomJobs(Random random, int count) {
    var jobs = new ArrayList<JobSnapshot>();
    for (int i = 0; i < count; i++) {
      jobs.add(job(random, Jobs.at(random.nextInt(20))));
    }
    return jobs;
  }

  private static JobSnapshot job(Random random, Instant createdAt) {
    return JobSnapshot.newBuilder(
            job("%016x%016x".formatted(random.nextLong(), random.nextLong()), 0))
        .setAccount("a" + random.nextInt(2))
        .setOperation(random.nextBoolean() ? Operation.TRAIN : Operation.EDIT)
        .setStatus(random.nextBoolean() ? JobStatus.FAILED : JobStatus.QUEUED)
        .setTag(random.nextBoolean() ? null : "t" + random.nextInt(2))
        .setCreatedAt(createdAt)
        .build();
  }

  private static JobSnapshot job(String id, int second) {
    var submitted = Jobs.folded(Jobs.submit(id, null));
    return JobSnapshot.newBuilder(submitted).setCreatedAt(Jobs.at(second)).build();
  }

  private static List<String> ids(List<JobSnapshot> jobs) {
    return jobs.stream().map(JobSnapshot::getJobId).toList();
  }
}
