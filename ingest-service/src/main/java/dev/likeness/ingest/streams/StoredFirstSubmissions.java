package dev.likeness.ingest.streams;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.ingest.state.v1.StoredSubmission;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.kit.kafka.PartitionCount;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StoreOwners.Owner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Reads the index of first submissions from outside its threads, here or through the instance that
 * has the partition. Thread safe; waits on the caller's thread.
 *
 * <p>What is there stems from the first submission, however far the index has come: a later one
 * never replaces it. While it is not there, the caller's own command, or an earlier one, is still
 * to be read. So the answer is ready as soon as there is one; comparing positions would add nothing
 * but a wait after a partition has moved, as positions do not move with it. The index shows what it
 * has not committed yet; after a crash the same commands come in the same order.
 */
public final class StoredFirstSubmissions implements FirstSubmissions {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(10);
  private static final Duration MOVED_WITHIN = Duration.ofSeconds(5);

  private final LocalStore<StoredSubmission> index;
  private final StoreOwners owners;
  private final OtherInstances others;
  private final Duration rememberFor;
  private final InstantSource clock;

  /**
   * @param applicationServer {@code host:port} under which {@code streams} was started
   * @param partitions of the topics that are keyed by job
   * @param rememberFor as of the index
   */
  public StoredFirstSubmissions(
      KafkaStreams streams,
      String applicationServer,
      PartitionCount partitions,
      OtherInstances others,
      Duration rememberFor,
      InstantSource clock) {
    this.index = new LocalStore<>(streams, FirstSubmissionsTopology.FIRST);
    this.owners =
        new StoreOwners(streams, FirstSubmissionsTopology.FIRST, applicationServer, partitions);
    this.others = others;
    this.rememberFor = rememberFor;
    this.clock = clock;
  }

  @Override
  public FirstSubmission await(JobId job, LogPosition passed, Duration limit) {
    return await(job, passed, limit, true).orElseThrow(StoredFirstSubmissions::unavailable);
  }

  /** While the partition moves to another instance, the answer waits for it for a few seconds. */
  @Override
  public Optional<FirstSubmission> known(JobId job) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return knownNow(job);
      } catch (RefusalException e) {
        boolean late = System.nanoTime() - begin > MOVED_WITHIN.toNanos();
        if (late || !sleep(LONGEST_PAUSE)) {
          throw e;
        }
      }
    }
  }

  private Optional<FirstSubmission> knownNow(JobId job) {
    return switch (owners.ownerOf(job.value())) {
      case Owner.Here(int partition) -> knownHere(job, partition);
      case Owner.Peer(String host, int port, _) -> others.known(host, port, job);
      case Owner.Unknown _ -> throw unavailable();
    };
  }

  /** What this instance's own stores know: for the questions of other instances. */
  public FirstSubmissions here() {
    return new Here();
  }

  private final class Here implements FirstSubmissions {
    @Override
    public FirstSubmission await(JobId job, LogPosition passed, Duration limit) {
      return StoredFirstSubmissions.this
          .await(job, passed, limit, false)
          .orElseThrow(StoredFirstSubmissions::unavailable);
    }

    @Override
    public Optional<FirstSubmission> known(JobId job) {
      return switch (owners.ownerOf(job.value())) {
        case Owner.Here(int partition) -> knownHere(job, partition);
        case Owner.Peer(_, _, int partition) -> knownHere(job, partition);
        case Owner.Unknown _ -> throw unavailable();
      };
    }
  }

  private Optional<FirstSubmission> await(
      JobId job, LogPosition passed, Duration limit, boolean askOthers) {
    long begin = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      var found = find(job, passed.partition());
      Duration left = limit.minusNanos(System.nanoTime() - begin);
      if (found.isPresent() || !left.isPositive()) {
        return found;
      }
      if (askOthers && owners.ownerOf(job.value()) instanceof Owner.Peer(var host, var port, _)) {
        var question = new OtherInstances.Question(job, passed, left);
        var answer = others.await(host, port, question);
        if (answer.isPresent()) {
          return answer;
        }
      }
      if (!sleep(pause.compareTo(left) < 0 ? pause : left)) {
        return Optional.empty();
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private Optional<FirstSubmission> knownHere(JobId job, int partition) {
    return switch (index.read(job.value(), partition)) {
      case Reading.Value<StoredSubmission>(StoredSubmission found) -> unlessForgotten(found);
      case Reading.Absent<StoredSubmission>() -> Optional.empty();
      case Reading.NotHere<StoredSubmission>() -> throw unavailable();
    };
  }

  private Optional<FirstSubmission> find(JobId job, int partition) {
    return switch (index.read(job.value(), partition)) {
      case Reading.Value<StoredSubmission>(StoredSubmission found) -> unlessForgotten(found);
      case Reading.Absent<StoredSubmission>(), Reading.NotHere<StoredSubmission>() ->
          Optional.empty();
    };
  }

  private Optional<FirstSubmission> unlessForgotten(StoredSubmission found) {
    return FirstSubmissionsProcessor.isForgotten(found, rememberFor, clock.instant())
        ? Optional.empty()
        : Optional.of(new FirstSubmission(found.getFingerprint(), found.getCreatedAt()));
  }

  private static RefusalException unavailable() {
    return new RefusalException(
        FailureCode.UNAVAILABLE,
        "The request could not be compared with an earlier one in time; send it again with the same"
            + " client_request_id.");
  }

  private static boolean sleep(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
