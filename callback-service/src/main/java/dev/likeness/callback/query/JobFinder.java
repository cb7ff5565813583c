package dev.likeness.callback.query;

import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Answers questions about a job, wherever its state is. Thread safe; calls block.
 *
 * <p>Never answers {@link Lookup.Elsewhere}; answers {@link Lookup.NotReady} only after the
 * patience of its {@link Waits}.
 */
public final class JobFinder {
  /**
   * Limits of waiting.
   *
   * @param patience for a store that is not ready
   * @param pause between looks while no store is ready, when nothing can wake us
   * @param recheck longest time without a look of our own while waiting for a job, in case that its
   *     partition has moved to another instance
   */
  public record Waits(Duration patience, Duration pause, Duration recheck) {
    public static Waits usual() {
      return new Waits(Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    public Waits withPatience(Duration other) {
      return new Waits(other, pause, recheck);
    }
  }

  /** What is waited for. */
  public enum Goal {
    END {
      @Override
      boolean isReached(JobSnapshot job) {
        return JobEnds.hasEnded(job);
      }
    },
    PROFILE_DELETED {
      @Override
      boolean isReached(JobSnapshot job) {
        return job.getProfileDeletedAt() != null;
      }
    };

    abstract boolean isReached(JobSnapshot job);
  }

  /** Whether peers may be asked. A peer's question is answered from here alone: no circles. */
  public enum Scope {
    EVERYWHERE,
    HERE
  }

  private final JobStates states;
  private final PeerJobs peers;
  private final JobWatch watch;
  private final Waits waits;
  private final InstantSource clock;
  private final QueryMetrics metrics;

  public JobFinder(
      JobStates states,
      PeerJobs peers,
      JobWatch watch,
      Waits waits,
      InstantSource clock,
      QueryMetrics metrics) {
    this.states = states;
    this.peers = peers;
    this.watch = watch;
    this.waits = waits;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * @param account whose job it has to be; another's is {@link Lookup.Unknown}
   * @param wait how long to wait for the job to end; zero answers at once
   */
  public Lookup find(String account, JobId job, Duration wait, Scope scope) {
    return find(account, job, Goal.END, wait, scope);
  }

  /**
   * @param account whose job it has to be; another's is {@link Lookup.Unknown}
   * @param wait how long to wait for the goal; zero answers at once
   */
  public Lookup find(String account, JobId job, Goal goal, Duration wait, Scope scope) {
    Instant begin = clock.instant();
    var question = new Question(account, job, goal, scope, begin.plus(wait));
    try (var waiting = watch.open(job.value())) {
      var answer = find(question, waiting, begin.plus(waits.patience()));
      metrics.answered(answer);
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lookup.NotReady();
    }
  }

  private record Question(String account, JobId job, Goal goal, Scope scope, Instant waitEnd) {}

  private Lookup find(Question question, JobWatch.Watch waiting, Instant patienceEnd)
      throws InterruptedException {
    Instant waitEnd = question.waitEnd();
    while (true) {
      Lookup answer = look(question);
      Instant now = clock.instant();
      switch (answer) {
        case Lookup.Found found -> {
          if (question.goal().isReached(found.job())
              || !now.isBefore(waitEnd)
              || watch.hasEnded()) {
            return found;
          }
          waiting.await(shorter(Duration.between(now, waitEnd), waits.recheck()));
        }
        case Lookup.Unknown unknown -> {
          return unknown;
        }
        case Lookup.NotReady notReady -> {
          if (!now.isBefore(later(waitEnd, patienceEnd)) || watch.hasEnded()) {
            return notReady;
          }
          waiting.await(waits.pause());
        }
        case Lookup.Elsewhere _ -> {
          return new Lookup.NotReady(); // the one who asked believes that it is here
        }
      }
    }
  }

  private Lookup look(Question question) {
    Lookup here = states.find(question.account(), question.job());
    if (!(here instanceof Lookup.Elsewhere(String peer)) || question.scope() == Scope.HERE) {
      return here;
    }
    metrics.forwarded();
    Duration left = Duration.between(clock.instant(), question.waitEnd());
    return peers.ask(
        peer,
        question.account(),
        question.job(),
        question.goal(),
        left.isNegative() ? Duration.ZERO : left);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
