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
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one partition: decides job by job, keeps timers, backlog and slots in step with
 * the states, and releases held jobs while the window has room. A job's timer, its place in the
 * backlog and its slot all follow from its state. Not thread safe.
 */
public final class SchedulerShard {
  /** Timers handled in one tick; the rest waits for the next, so that records get their turn. */
  private static final int TIMERS_PER_TICK = 1_000;

  private final JobLifecycle lifecycle;
  private final ReleasePolicy policy;
  private final Stores stores;
  private final Consumer<Effect> effects;
  private final Map<Lane, ReleaseRate> rates = new EnumMap<>(Lane.class);

  /**
   * @param effects publishes, in the order of the calls
   */
  public SchedulerShard(
      JobLifecycle lifecycle, ReleasePolicy policy, Stores stores, Consumer<Effect> effects) {
    this.lifecycle = lifecycle;
    this.policy = policy;
    this.stores = stores;
    this.effects = effects;
  }

  /**
   * Takes a command; its key and id must be well formed.
   *
   * @param offset position of the command in its partition
   */
  public void command(JobCommand command, long offset, Instant now) {
    var job = new JobId(command.getJobId());
    JobState before = stores.states().find(job);
    step(job, before, new Input.Commanded(command, offset, nextTicket(before, command)), now);
    release(now);
  }

  /** Takes what came of fetching a job's photos. */
  public void inputs(InputsReady answer, Instant now) {
    step(new JobId(answer.getJobId()), new Input.Answered(answer), now);
    release(now);
  }

  /** Takes an event; only what workers report about attempts can change anything. */
  public void event(JobEvent event, Instant now) {
    switch (event.getEvent()) {
      case Started _, Progressed _, AttemptSucceeded _, AttemptFailed _ -> {
        step(new JobId(event.getJobId()), new Input.Reported(event), now);
        release(now);
      }
      default -> {} // the scheduler's own, come back: not worth a look into the stores
    }
  }

  /** Handles what is due. */
  public void tick(Instant now) {
    for (var timer : stores.timers().due(now, TIMERS_PER_TICK)) {
      if (timer.equals(timer(stores.states().find(timer.job())))) {
        step(timer.job(), new Input.Woken(), now);
      } else { // left by a version that computed it otherwise
        stores.timers().clear(timer);
      }
    }
    release(now);
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
      step(next.get().job(), new Input.Chosen(), now);
    }
  }

  private boolean hasRoom() {
    int taken = stores.slots().taken(Slots.Use.RELEASED) + stores.slots().taken(Slots.Use.RUNNING);
    return taken < lifecycle.rules().releaseWindow();
  }

  private void step(JobId job, Input input, Instant now) {
    step(job, stores.states().find(job), input, now);
  }

  private void step(JobId job, @Nullable JobState before, Input input, Instant now) {
    Decision decision = lifecycle.decide(before, input, now);
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
