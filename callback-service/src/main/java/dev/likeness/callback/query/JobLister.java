package dev.likeness.callback.query;

import dev.likeness.callback.query.ListingStores.Places;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lists the jobs or profiles of an account over all partitions, wherever they are. Answers with all
 * of them or not at all: a partition that cannot be read is waited for, for the patience of its
 * {@link JobFinder.Waits}. Thread safe; calls block.
 */
public final class JobLister {
  private final ListingStores stores;
  private final PeerListings peers;
  private final JobWatch watch;
  private final JobFinder.Waits waits;
  private final InstantSource clock;
  private final QueryMetrics metrics;

  /**
   * @param watch tells when the service stops
   */
  public JobLister(
      ListingStores stores,
      PeerListings peers,
      JobWatch watch,
      JobFinder.Waits waits,
      InstantSource clock,
      QueryMetrics metrics) {
    this.stores = stores;
    this.peers = peers;
    this.watch = watch;
    this.waits = waits;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Holds every job that was acknowledged before the call and matches; may hold fewer than the
   * limit and go on all the same, as there is a bound to how much a call looks at.
   *
   * @param question its partitions do not matter
   * @return empty if a partition could not be read in time
   */
  public Optional<ListingPage> list(ListingQuestion question) {
    Instant end = clock.instant().plus(waits.patience());
    try (var waiting = watch.open(question.getAccount())) {
      while (true) {
        Optional<List<PartitionListing>> all = lookEverywhere(question);
        if (all.isPresent() || !clock.instant().isBefore(end) || watch.hasEnded()) {
          metrics.listed(all.isPresent());
          return all.map(partitions -> ListingPage.merge(partitions, question.getLimit()));
        }
        waiting.await(waits.pause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<List<PartitionListing>> lookEverywhere(ListingQuestion question)
      throws InterruptedException {
    Optional<Places> places = stores.places();
    if (places.isEmpty()) {
      return Optional.empty();
    }
    var looks = new ArrayList<Callable<Optional<List<PartitionListing>>>>();
    var expected = new HashSet<>(places.get().here());
    if (!expected.isEmpty()) {
      looks.add(() -> stores.look(about(places.get().here(), question)));
    }
    places
        .get()
        .elsewhere()
        .forEach(
            (peer, partitions) -> {
              looks.add(() -> peers.ask(peer, about(partitions, question)));
              expected.addAll(partitions);
            });
    return complete(carryOut(looks), expected);
  }

  /** At the same time, so that the slowest decides how long it takes. */
  private static List<PartitionListing> carryOut(
      List<Callable<Optional<List<PartitionListing>>>> looks) throws InterruptedException {
    var found = new ArrayList<PartitionListing>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<List<PartitionListing>>> look : threads.invokeAll(looks)) {
        if (look.state() == Future.State.FAILED) {
          throw new IllegalStateException("cannot look into a partition", look.exceptionNow());
        }
        look.resultNow().ifPresent(found::addAll);
      }
    }
    return found;
  }

  private static Optional<List<PartitionListing>> complete(
      List<PartitionListing> found, Set<Integer> expected) {
    var partitions = new HashSet<Integer>();
    found.forEach(partition -> partitions.add(partition.getPartition()));
    return partitions.equals(expected) ? Optional.of(found) : Optional.empty();
  }

  private static ListingQuestion about(List<Integer> partitions, ListingQuestion question) {
    return ListingQuestion.newBuilder(question).setPartitions(partitions).build();
  }
}
