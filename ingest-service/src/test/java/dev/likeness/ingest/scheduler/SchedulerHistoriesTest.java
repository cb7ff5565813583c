package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories, with what goes wrong in the world: submissions twice, outcomes
 * twice and late, commands at any time, workers that fall silent. Whatever happens, the promises
 * about money and attempts hold after every step.
 */
class SchedulerHistoriesTest {
  private static final int HISTORIES = 2_000;
  private static final int STEPS = 150;
  private static final int JOBS = 8;
  private static final SchedulerRules RULES =
      new SchedulerRules(
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(4), 3, 0),
          Duration.ofMinutes(2),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofHours(12),
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(4), 3, 0),
          Duration.ofMinutes(3),
          3,
          4);

  @Test
  void keepsItsPromisesInEveryHistory() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      try {
        new History(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("history with seed " + seed + " broke a promise", e);
      }
    }
  }

  private static final class History {
    private final Random random;
    private final Promises promises = new Promises();
    private final SchedulerDriver driver = new SchedulerDriver(RULES, promises::check);

    History(long seed) {
      random = new Random(seed);
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
        promises.checkSettled();
        checkBooks();
      }
      driver.sleep(Jobs.TIME_TO_LIVE);
      driver.sleep(Jobs.TIME_TO_LIVE);
      assertThat(promises.reserved).as("reservations left open").isEmpty();
      driver.sleep(RULES.rememberFor());
      checkBooks();
      assertThat(driver.stores.all()).as("jobs not forgotten").isEmpty();
    }

    private void step() {
      JobId job = Jobs.id(1 + random.nextInt(JOBS));
      switch (random.nextInt(15)) {
        case 0, 1, 2 -> {
          Lane lane = LanesInOrder.ORDER.get(random.nextInt(LanesInOrder.ORDER.size()));
          var submit =
              random.nextBoolean()
                  ? Jobs.submit(driver.now(), lane, "fingerprint " + random.nextInt(2))
                  : Jobs.submitByUrl(driver.now(), lane);
          driver.command(Jobs.command(job, Jobs.ACCOUNT, driver.now(), submit));
        }
        case 3 -> driver.command(Jobs.cancelCommand(job, driver.now()));
        case 4 -> driver.command(Jobs.redriveCommand(job, driver.now()));
        case 5, 6 -> driver.sleep(Duration.ofMillis(random.nextInt(5_000)));
        case 7 ->
            driver.sleep(Duration.ofSeconds(random.nextInt(random.nextInt(8) == 0 ? 4_000 : 40)));
        case 8, 9 -> fetch();
        case 10 -> {
          driver.restart();
          promises.restarted();
        }
        default -> report();
      }
    }

    /** What came of a fetch: often of the last ones, at times of any that ever was. */
    private void fetch() {
      List<InputsDue> fetches = driver.fetches();
      if (fetches.isEmpty()) {
        return;
      }
      int back =
          random.nextInt(random.nextInt(4) == 0 ? fetches.size() : Math.min(4, fetches.size()));
      InputsDue due = fetches.get(fetches.size() - 1 - back);
      boolean awaited = promises.fetching.containsKey(due.getJobId());
      int emitted = driver.effects.size();
      switch (random.nextInt(6)) {
        case 0 -> driver.notFetched(due, false);
        case 1 -> driver.notFetched(due, true);
        case 2 -> {
          promises.postponed(due);
          driver.postponed(due);
        }
        default -> driver.fetched(due);
      }
      if (!awaited) {
        assertThat(driver.effects).as("effects after a late answer").hasSize(emitted);
      }
    }

    /** Something about an attempt: often of the last ones, at times of any that ever was. */
    private void report() {
      List<JobAttempt> attempts = driver.attempts();
      if (attempts.isEmpty()) {
        return;
      }
      int back =
          random.nextInt(random.nextInt(4) == 0 ? attempts.size() : Math.min(4, attempts.size()));
      JobAttempt attempt = attempts.get(attempts.size() - 1 - back);
      boolean owned = promises.owners.containsValue(attempt);
      int emitted = driver.effects.size();
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> driver.named(attempt);
        case 3, 4 ->
            driver.succeeded(attempt, random.nextInt(5), Map.of("profile", random.nextInt(3)));
        case 5 -> driver.failed(attempt, FailureCode.INVALID_IMAGE);
        default -> driver.failed(attempt, FailureCode.MODEL_FAILED);
      }
      if (!owned) {
        assertThat(driver.effects).as("effects after a late report").hasSize(emitted);
      }
    }

    /** Timers, backlog and slots say the same as the states. */
    private void checkBooks() {
      Set<Timers.Timer> timers = new HashSet<>();
      Set<JobId> held = new HashSet<>();
      Set<JobId> out = new HashSet<>();
      Set<JobId> unfetched = new HashSet<>();
      Set<JobId> fetching = new HashSet<>();
      for (JobState state : driver.stores.all()) {
        if (state instanceof JobState.Live) {
          timers.add(new Timers.Timer(state.wakeAt(), state.id()));
        }
        switch (state) {
          case JobState.Held _ -> held.add(state.id());
          case JobState.Out _ -> out.add(state.id());
          case JobState.AwaitingInputs waiting -> {
            switch (waiting.fetch().stage()) {
              case WANTED -> unfetched.add(state.id());
              case ASKED -> fetching.add(state.id());
              case RESTING -> {}
            }
          }
          case JobState.WaitingForRetry _, JobState.DeadLettered _, JobState.Ended _ -> {}
        }
      }
      assertThat((Object) Set.copyOf(driver.stores.timers)).as("timers").isEqualTo(timers);
      assertThat((Object) driver.stores.backlog.jobs()).as("backlog").isEqualTo(held);
      assertThat((Object) driver.stores.unfetched.jobs()).as("unfetched").isEqualTo(unfetched);
      assertThat(fetching.size()).as("one account").isLessThanOrEqualTo(RULES.fetchWindow() / 2);
      assertThat(unfetched.isEmpty() || fetching.size() == RULES.fetchWindow() / 2)
          .as("jobs wait for photos only while there is no room")
          .isTrue();
      assertThat(driver.load().out()).as("attempts out").isEqualTo(out.size());
      assertThat(driver.load().fetching()).as("jobs that fetch").isEqualTo(fetching.size());
      assertThat(out.size()).as("window").isLessThanOrEqualTo(RULES.releaseWindow());
      assertThat(held.isEmpty() || out.size() == RULES.releaseWindow())
          .as("jobs wait only for room")
          .isTrue();
    }
  }

  /** What the published records alone show. */
  private static final class Promises {
    final Map<String, Long> reserved = new HashMap<>();
    private final Map<String, JobAttempt> owners = new HashMap<>();

    /** Jobs whose photos are not known to be there, and the number of the latest fetch. */
    private final Map<String, Integer> fetching = new HashMap<>();

    private final Map<String, Long> lastTickets = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Set<String> fetchedFor = new HashSet<>();
    private final Set<String> stoppedFetches = new HashSet<>();

    /** Jobs whose latest fetch was postponed. */
    private final Set<String> postponed = new HashSet<>();

    private final Map<String, Integer> attempts = new HashMap<>();
    private final Set<String> entries = new HashSet<>();
    private int closings;
    private int terminals;

    void check(Effect effect) {
      switch (effect) {
        case Effect.Book(var entry) -> booked(entry);
        case Effect.HandOut(var attempt) -> handedOut(attempt);
        case Effect.Announce(var event) -> announced(event);
        case Effect.Fetch(var due) -> fetch(due);
        case Effect.Stop(var cancel) when cancel.getAttemptId().isEmpty() -> {
          assertThat(fetchedFor).as("%s was fetched for", cancel).contains(cancel.getJobId());
          assertThat(stoppedFetches.add(cancel.getJobId())).as("%s is new", cancel).isTrue();
        }
        case Effect.Stop(var cancel) ->
            assertThat(stopped.add(cancel.getAttemptId())).as("%s is new", cancel).isTrue();
        case Effect.GiveUp(var letter) ->
            assertThat(letter.getAttempts()).isEqualTo(RULES.retries().attempts());
      }
    }

    void checkSettled() {
      assertThat((Object) stopped).as("attempts that nobody waits for").isEqualTo(lost);
      assertThat(terminals)
          .as("one terminal event for each end of a reservation")
          .isEqualTo(closings);
    }

    private void booked(LedgerEntry entry) {
      assertThat(entries.add(entry.getEntryId())).as("entry %s is new", entry).isTrue();
      switch (entry.getKind()) {
        case RESERVE -> {
          assertThat(reserved.put(entry.getJobId(), entry.getAmountMicros())).isNull();
          attempts.put(entry.getJobId(), 0);
        }
        case SETTLE -> {
          closings++;
          long held = Objects.requireNonNull(reserved.remove(entry.getJobId()));
          assertThat(entry.getAmountMicros()).isBetween(0L, held);
          assertThat(entry.getReleasedMicros()).isEqualTo(held);
        }
        case REFUND -> {
          closings++;
          assertThat(entry.getAmountMicros()).isEqualTo(entry.getReleasedMicros());
          assertThat(reserved.remove(entry.getJobId())).isEqualTo(entry.getReleasedMicros());
        }
        case DEPOSIT -> throw new AssertionError("the scheduler deposits nothing");
      }
    }

    private void handedOut(JobAttempt attempt) {
      assertThat(attempt.getSpec().getInputs()).as("inputs of %s", attempt).isNotEmpty();
      fetching.remove(attempt.getJobId());
      assertThat(owners.put(attempt.getJobId(), attempt)).as("owner before %s", attempt).isNull();
      assertThat(reserved).as("releases only what is reserved").containsKey(attempt.getJobId());
      assertThat(attempts.merge(attempt.getJobId(), 1, Integer::sum))
          .isEqualTo(attempt.getAttemptNumber())
          .isLessThanOrEqualTo(RULES.retries().attempts());
    }

    private void fetch(InputsDue due) {
      assertThat(reserved).as("fetches only for what is reserved").containsKey(due.getJobId());
      fetchedFor.add(due.getJobId());
      int before =
          Objects.requireNonNullElse(fetching.put(due.getJobId(), due.getAttemptNumber()), 0);
      int put = postponed.remove(due.getJobId()) ? 0 : 1;
      assertThat(due.getAttemptNumber())
          .isBetween(before + put, before + 1)
          .isLessThanOrEqualTo(RULES.fetches().attempts());
    }

    /** Tickets go on from those of the jobs that are left. */
    void restarted() {
      lastTickets.clear();
    }

    /** The latest try may come once more. */
    void postponed(InputsDue due) {
      if (fetching.getOrDefault(due.getJobId(), 0) == due.getAttemptNumber()) {
        postponed.add(due.getJobId());
      }
    }

    private void announced(JobEvent event) {
      switch (event.getEvent()) {
        case Queued queued -> {
          Long last = lastTickets.put(queued.getLane().name(), queued.getTicket());
          if (last != null) {
            assertThat(queued.getTicket()).as("tickets have no gaps").isEqualTo(last + 1);
          }
        }
        case AttemptFailed failed -> lost.add(failed.getAttemptId());
        case Succeeded succeeded -> {
          var owner =
              Objects.requireNonNull(owners.get(event.getJobId()), "nobody owns what succeeded");
          assertThat(succeeded.getAttemptId()).isEqualTo(owner.getAttemptId());
          ended(event);
        }
        case Failed _, Cancelled _, Expired _ -> ended(event);
        case RetryScheduled _ -> owners.remove(event.getJobId());
        default -> {}
      }
    }

    private void ended(JobEvent event) {
      terminals++;
      fetching.remove(event.getJobId());
      var owner = owners.remove(event.getJobId());
      if (owner != null
          && (event.getEvent() instanceof Cancelled || event.getEvent() instanceof Expired)) {
        lost.add(owner.getAttemptId());
      }
      assertThat(reserved)
          .as("the reservation ended with %s", event)
          .doesNotContainKey(event.getJobId());
    }
  }
}
