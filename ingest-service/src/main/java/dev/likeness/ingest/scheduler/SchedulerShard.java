package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one partition: decides job by job, keeps timers, backlog and slots in step with
 * the states, and releases held jobs while the window has room. A job's timer, its place in the
 * backlog and its slot all follow from its state. Not thread safe.
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
  private final ReleasePolicy policy;
  private final Stores stores;
  private final Isolation isolation;
  private final Consumer<Effect> effects;
  private final Map<Lane, ReleaseRate> rates = new EnumMap<>(Lane.class);

  /**
   * @param effects publishes, in the order of the calls
   */
  public SchedulerShard(
      JobLifecycle lifecycle,
      ReleasePolicy policy,
      Stores stores,
      Isolation isolation,
      Consumer<Effect> effects) {
    this.lifecycle = lifecycle;
    this.policy = policy;
    this.stores = stores;
    this.isolation = isolation;
    this.effects = effects;
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
                    before -> new Input.Commanded(command, offset, nextTicket(before, command)),
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

  /** Takes an event; only what workers report about attempts can change anything. */
  public void event(JobEvent event, Instant now) {
    if (concerns(event)) {
      var _ = attend(new JobId(event.getJobId()), new Input.Reported(event), now);
      release(now);
    }
  }

  /** Not the scheduler's own, which come back, and are not worth a look into the stores. */
  public static boolean concerns(JobEvent event) {
    return switch (event.getEvent()) {
      case Started _, Progressed _, AttemptSucceeded _, AttemptFailed _ -> true;
      default -> false;
    };
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
    release(now);
  }

  private void wake(Timers.Timer timer, Instant now) {
    JobState state = stores.states().find(timer.job());
    if (timer.equals(timer(state))) {
      apply(timer.job(), state, lifecycle.decide(state, new Input.Woken(), now), now);
    } else { // the job was set aside, or a version that computed it otherwise has left it
      moveTimer(timer, timer(state));
    }
  }

  /** How the lanes move, in the order of their names. */
  public List<LaneQueue> queue(Instant now) {
    return Arrays.stream(Lane.values())
        .map(
            lane ->
                new LaneQueue(
                    lane,
                    stores.lanes().progress(lane).turn(),
                    stores.backlog().size(lane),
                    rate(lane).perSecond(now)))
        .toList();
  }

  public SchedulerMetrics.Load load() {
    return new SchedulerMetrics.Load(
        stores.backlog().size(),
        stores.slots().taken(Slots.Use.RELEASED),
        stores.slots().taken(Slots.Use.RUNNING),
        Arrays.stream(Lane.values())
            .flatMap(lane -> stores.backlog().heads(lane).stream())
            .map(Backlog.Waiting::since)
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  private void release(Instant now) {
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

  private boolean hasRoom() {
    int taken = stores.slots().taken(Slots.Use.RELEASED) + stores.slots().taken(Slots.Use.RUNNING);
    return taken < lifecycle.rules().releaseWindow();
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
    moveTimer(timer(before), timer(after));
    movePlace(waiting(before), waiting(after));
    moveSlot(job, use(before), use(after));
    moveLane(before, after, now);
    if (after == null) {
      stores.states().remove(job);
    } else if (!after.equals(before)) {
      stores.states().put(after);
    }
    decision.effects().forEach(effects);
  }

  private void moveTimer(Timers.@Nullable Timer from, Timers.@Nullable Timer to) {
    if (Objects.equals(from, to)) {
      return;
    }
    if (from != null) {
      stores.timers().clear(from);
    }
    if (to != null) {
      stores.timers().set(to);
    }
  }

  private void movePlace(Backlog.@Nullable Waiting from, Backlog.@Nullable Waiting to) {
    if (Objects.equals(from, to)) {
      return;
    }
    if (from != null) {
      stores.backlog().remove(from.place());
    }
    if (to != null) {
      stores.backlog().add(to);
    }
  }

  private void moveSlot(JobId job, Slots.@Nullable Use from, Slots.@Nullable Use to) {
    if (from == to) {
      return;
    }
    if (to != null) {
      stores.slots().take(job, to);
    } else {
      stores.slots().free(job);
    }
  }

  private void moveLane(@Nullable JobState before, @Nullable JobState after, Instant now) {
    if (!(after instanceof JobState.Known known)) {
      return;
    }
    Lane lane = known.job().place().lane();
    LaneProgress from = stores.lanes().progress(lane);
    LaneProgress to = from.issued(known.job().ticket());
    if (before instanceof JobState.Held && after instanceof JobState.Released) {
      to = to.released(known.job().ticket());
      rate(lane).released(now);
    }
    if (!to.equals(from)) {
      stores.lanes().put(lane, to);
    }
  }

  /** What the job gets if the command brings it into a lane. */
  private long nextTicket(@Nullable JobState state, JobCommand command) {
    if (command.getCommand() instanceof Submit submit) {
      return stores.lanes().progress(submit.getLane()).issued() + 1;
    }
    return state instanceof JobState.Known known
        ? stores.lanes().progress(known.job().place().lane()).issued() + 1
        : 0;
  }

  private ReleaseRate rate(Lane lane) {
    return rates.computeIfAbsent(lane, _ -> new ReleaseRate());
  }

  private static Timers.@Nullable Timer timer(@Nullable JobState state) {
    return state == null ? null : new Timers.Timer(state.wakeAt(), state.id());
  }

  private static Backlog.@Nullable Waiting waiting(@Nullable JobState state) {
    return state instanceof JobState.Held held
        ? new Backlog.Waiting(held.job().place(), held.id(), held.createdAt())
        : null;
  }

  private static Slots.@Nullable Use use(@Nullable JobState state) {
    return switch (state) {
      case JobState.Released _ -> Slots.Use.RELEASED;
      case JobState.Running _ -> Slots.Use.RUNNING;
      case null -> null;
      case JobState.AwaitingInputs _,
          JobState.Held _,
          JobState.WaitingForRetry _,
          JobState.DeadLettered _,
          JobState.Ended _ ->
          null;
    };
  }
}
