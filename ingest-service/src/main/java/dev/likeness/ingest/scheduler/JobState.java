package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.BlobRef;
import java.time.Instant;
import java.util.List;

/**
 * Where a job stands. Each state has the transitions that it allows and no others. Immutable.
 *
 * <p>Times have the resolution of a millisecond, so that a state that was stored and read back is
 * equal.
 */
public sealed interface JobState {
  JobId id();

  String account();

  /** Of the first request. */
  String fingerprint();

  /** When the edge accepted the first request. */
  Instant createdAt();

  /** When the job needs a decision even if nothing is heard of it. */
  Instant wakeAt();

  /** Whether it has ended, and nobody needs to know it any more. */
  default boolean isForgotten(Instant now) {
    return !(this instanceof Live) && !now.isBefore(wakeAt());
  }

  /** Known as a whole, because it may still be worked on. */
  sealed interface Known extends JobState {
    Job job();

    @Override
    default JobId id() {
      return job().request().id();
    }

    @Override
    default String account() {
      return job().request().account();
    }

    @Override
    default String fingerprint() {
      return job().request().submit().getFingerprint();
    }

    @Override
    default Instant createdAt() {
      return job().request().createdAt();
    }
  }

  /** Not ended: its price is reserved. */
  sealed interface Live extends Known {
    /** Attempts of this round, one that is out included. */
    int attempts();

    default Ended end(Ending ending, Instant forgetAt) {
      return new Ended(id(), account(), fingerprint(), createdAt(), ending, forgetAt);
    }

    default DeadLettered bury(Instant forgetAt) {
      return new DeadLettered(job(), forgetAt);
    }
  }

  /** Owned by an attempt. */
  sealed interface Out extends Live {
    Attempt attempt();

    @Override
    default int attempts() {
      return attempt().number();
    }

    /** A worker says that it has the attempt. */
    default Running heard(Instant silentAt) {
      return new Running(job(), attempt(), silentAt);
    }

    default WaitingForRetry retryAt(Instant dueAt) {
      return new WaitingForRetry(job(), attempts(), dueAt);
    }
  }

  /**
   * Its photos are being fetched, or are to be.
   *
   * @param dueAt when the try counts as lost that was asked for, or the pause is over; of no
   *     meaning while the job waits for its turn
   */
  record AwaitingInputs(Job job, Fetch fetch, Instant dueAt) implements Live {
    @Override
    public int attempts() {
      return 0;
    }

    @Override
    public Instant wakeAt() {
      return fetch.stage() == Fetch.Stage.WANTED ? job.deadline() : earlier(job.deadline(), dueAt);
    }

    boolean is(Fetch.Stage stage) {
      return fetch.stage() == stage;
    }

    Held fetched(List<BlobRef> inputs) {
      return new Held(job.with(inputs), 0);
    }

    AwaitingInputs with(Fetch next, Instant at) {
      return new AwaitingInputs(job, next, at);
    }
  }

  /**
   * Waits in the backlog.
   *
   * @param attempts made so far
   */
  record Held(Job job, int attempts) implements Live {
    @Override
    public Instant wakeAt() {
      return job.deadline();
    }

    Released release(String attemptId, Instant now, Instant checkAt) {
      return new Released(job, new Attempt(attemptId, attempts + 1, now), checkAt);
    }
  }

  /**
   * An attempt lies in the queue of the workers, or was taken from it a short while ago.
   *
   * @param checkAt when to ask next whether a worker has it
   */
  record Released(Job job, Attempt attempt, Instant checkAt) implements Out {
    @Override
    public Instant wakeAt() {
      return earlier(job.deadline(), checkAt);
    }

    Released checkedAgainAt(Instant at) {
      return new Released(job, attempt, at);
    }

    /** The same try under a new id: the attempt that nobody took uses up none. */
    Released again(String attemptId, Instant now, Instant checkAt) {
      return new Released(job, new Attempt(attemptId, attempt.number(), now), checkAt);
    }
  }

  /**
   * A worker has the attempt, and has had it for a while.
   *
   * @param silentAt when the attempt counts as lost if no worker has named it again
   */
  record Running(Job job, Attempt attempt, Instant silentAt) implements Out {
    @Override
    public Instant wakeAt() {
      return earlier(job.deadline(), silentAt);
    }
  }

  /**
   * Rests between two attempts.
   *
   * @param attempts made so far
   */
  record WaitingForRetry(Job job, int attempts, Instant dueAt) implements Live {
    @Override
    public Instant wakeAt() {
      return earlier(job.deadline(), dueAt);
    }

    Held due() {
      return new Held(job, attempts);
    }
  }

  /** Failed after the last attempt; an operator may have it taken again until it is forgotten. */
  record DeadLettered(Job job, Instant forgetAt) implements Known {
    @Override
    public Instant wakeAt() {
      return forgetAt;
    }

    Held redrive(Instant now, long sequence, long ticket) {
      return new Held(job.again(now, sequence, ticket), 0);
    }
  }

  /** Remembered only to know a late or repeated request. */
  record Ended(
      JobId id,
      String account,
      String fingerprint,
      Instant createdAt,
      Ending ending,
      Instant forgetAt)
      implements JobState {
    @Override
    public Instant wakeAt() {
      return forgetAt;
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
