package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one partition: decides job by job, releases held jobs while the window has room,
 * and has photos fetched in turn. Not thread safe.
 *
 * <p>A job about which nothing can be decided, because deciding throws, ends in an error of ours;
 * one that cannot even be read is set aside. Neither holds up another.
 */
public final class SchedulerShard {
  /** Timers handled in one tick; the rest waits for the next, so that records get their turn. */
  private static final int TIMERS_PER_TICK = 1_000;

  /** After that a job that cannot be read is looked at once more. */
  private static final Duration SET_ASIDE_FOR = Duration.ofMinutes(1);

  private final JobLifecycle lifecycle;
  private final FetchTurns fetchTurns;
  private final ReleasePolicy policy;
  private final Stores stores;
  private final ShardBooks books;
  private final Forgetting forgetting;
  private final Isolation isolation;
  private final Consumer<Effect> effects;

  /**
   * Reads all states that are stored.
   *
   * @param effects publishes, in the order of the calls
   */
  public SchedulerShard(
      JobLifecycle lifecycle,
      ReleasePolicy policy,
      Stores stores,
      Isolation isolation,
      Consumer<Effect> effects,
      Instant now) {
    this.lifecycle = lifecycle;
    this.fetchTurns = new FetchTurns(lifecycle.rules().fetchWindow());
    this.policy = policy;
    this.stores = stores;
    this.books = new ShardBooks(stores);
    this.forgetting = new Forgetting(stores.states(), isolation);
    this.isolation = isolation;
    this.effects = effects;
    books.fill(isolation, now.plus(SET_ASIDE_FOR));
  }

  /**
   * Takes a command; its key and id must be well formed.
   *
   * @param offset position of the command in its partition
   */
  public void command(JobCommand command, long offset, Instant now) {
    var job = new JobId(command.getJobId());
    boolean done =
        isolation.run(
            job,
            () ->
                step(
                    job,
                    before ->
                        new Input.Commanded(
                            command,
                            offset,
                            books.nextTicket(before, command),
                            isFetchedAtOnce(command.getAccount())),
                    now));
    if (!done) {
      giveUp(command, now);
    }
    release(now);
  }

  /** Takes what came of fetching a job's photos. */
  public void inputs(InputsReady answer, Instant now) {
    var _ = attend(new JobId(answer.getJobId()), new Input.Answered(answer), now);
    release(now);
  }

  /** Takes what a worker reports about an attempt. */
  public void event(JobEvent event, Instant now) {
    if (concerns(event)) {
      var _ = attend(new JobId(event.getJobId()), new Input.Reported(event), now);
      release(now);
    }
  }

  /** Whether it is such a report: nothing else is worth a look into the stores. */
  public static boolean concerns(JobEvent event) {
    return event.getEvent() instanceof AttemptSucceeded
        || event.getEvent() instanceof AttemptFailed;
  }

  /** A record about the job cannot be taken in: the job ends, as far as it is known. */
  public void giveUp(JobId job, Instant now) {
    var _ = end(job, Optional.empty(), now);
  }

  /** As {@link #giveUp(JobId, Instant)}; what a first submission asked for has failed. */
  public void giveUp(JobCommand command, Instant now) {
    var _ = end(new JobId(command.getJobId()), Optional.of(command), now);
  }

  /** Handles what is due. */
  public void tick(Instant now) {
    for (var timer : stores.timers().due(now, TIMERS_PER_TICK)) {
      boolean done =
          isolation.run(timer.job(), () -> wake(timer, now))
              || end(timer.job(), Optional.empty(), now);
      if (!done) {
        stores.timers().clear(timer);
        stores.timers().set(new Timers.Timer(now.plus(SET_ASIDE_FOR), timer.job()));
      }
    }
    for (var forgotten : forgetting.find(now)) {
      apply(
          forgotten.id(), forgotten, lifecycle.decide(forgotten, new Input.Woken(false), now), now);
    }
    release(now);
  }

  private void wake(Timers.Timer timer, Instant now) {
    JobState state = stores.states().find(timer.job());
    if (timer.equals(ShardBooks.timer(state))) {
      var woken = new Input.Woken(state != null && isFetchedAtOnce(state.account()));
      apply(timer.job(), state, lifecycle.decide(state, woken, now), now);
    } else { // the job was set aside, or a version that computed it otherwise has left it
      books.moveTimer(timer, ShardBooks.timer(state));
    }
  }

  /** How the lanes move, in the order of their names. */
  public List<LaneQueue> queue(Instant now) {
    return books.queue(now);
  }

  /** Whether jobs wait to be released: then nobody's job is a matter of milliseconds. */
  public boolean holdsBack() {
    return stores.backlog().size() > 0;
  }

  public SchedulerMetrics.Load load() {
    return new SchedulerMetrics.Load(
        stores.backlog().size(),
        books.slots().taken(Slots.Use.OUT),
        stores.unfetched().size(),
        books.slots().taken(Slots.Use.FETCHING),
        Arrays.stream(Lane.values())
            .flatMap(lane -> stores.backlog().heads(lane).stream())
            .map(Backlog.Waiting::since)
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  /** Nobody else waits, and there is room. */
  private boolean isFetchedAtOnce(String account) {
    return stores.unfetched().size() == 0 && fetchTurns.hasRoom(books.slots(), account);
  }

  private void release(Instant now) {
    fetch(now);
    while (hasRoom()) {
      var next = policy.next(stores.backlog());
      if (next.isEmpty()) {
        return;
      }
      if (!attend(next.get().job(), new Input.Chosen(), now)) {
        stores.backlog().remove(next.get().place()); // its timer comes back to it
      }
    }
  }

  /** Has photos fetched while there is room for somebody's. */
  private void fetch(Instant now) {
    var next = fetchTurns.next(stores.unfetched(), books.slots());
    while (next.isPresent()) {
      if (!attend(next.get().job(), new Input.Chosen(), now)) {
        stores.unfetched().remove(next.get().place());
      }
      next = fetchTurns.next(stores.unfetched(), books.slots());
    }
  }

  private boolean hasRoom() {
    return books.slots().taken(Slots.Use.OUT) < lifecycle.rules().releaseWindow();
  }

  /** Whether the job was decided about, if only that it ends. */
  private boolean attend(JobId job, Input input, Instant now) {
    return isolation.run(job, () -> step(job, _ -> input, now)) || end(job, Optional.empty(), now);
  }

  private void step(JobId job, Function<@Nullable JobState, Input> input, Instant now) {
    JobState before = stores.states().find(job);
    apply(job, before, lifecycle.decide(before, input.apply(before), now), now);
  }

  private boolean end(JobId job, Optional<JobCommand> asked, Instant now) {
    return isolation.run(
        job,
        () -> {
          JobState before = stores.states().find(job);
          apply(job, before, lifecycle.undecidable(before, asked, now), now);
        });
  }

  private void apply(JobId job, @Nullable JobState before, Decision decision, Instant now) {
    JobState after = decision.next();
    if (before == null && after == null) {
      return;
    }
    books.move(job, before, after, now);
    decision.effects().forEach(effects);
  }
}
