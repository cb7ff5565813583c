package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.Submit;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the indexes of a partition in step with the states of its jobs: a job's timer, its place in
 * a backlog, its slot and the progress of its lane all follow from its state. Only the states are
 * stored for good; {@link #fill} makes the rest from them when the partition comes. Not thread
 * safe.
 */
final class ShardBooks {
  private final Stores stores;
  private final Slots slots = new Slots();
  private final Lanes lanes = new Lanes();
  private final Map<Lane, ReleaseRate> rates = new EnumMap<>(Lane.class);

  ShardBooks(Stores stores) {
    this.stores = stores;
  }

  /**
   * Makes the indexes anew from all states.
   *
   * @param isolation keeps a job that cannot be read from the others
   * @param setAside of a job that cannot be read: when to look at it once more
   */
  void fill(Isolation isolation, Instant setAside) {
    stores.timers().clear();
    stores.backlog().clear();
    stores.unfetched().clear();
    try (var walk = stores.states().walk(null)) {
      while (walk.hasNext()) {
        JobId job = walk.nextId();
        if (!isolation.run(job, () -> index(walk.next()))) {
          stores.timers().set(new Timers.Timer(setAside, job));
        }
      }
    }
    for (Lane lane : Lane.values()) {
      long issued = lanes.progress(lane).issued();
      long waiting = stores.backlog().size(lane) + stores.unfetched().size(lane);
      lanes.put(lane, new LaneProgress(issued, Math.max(0, issued - waiting)));
    }
  }

  private void index(JobState state) {
    moveTimer(null, timer(state));
    movePlace(stores.backlog(), null, held(state));
    movePlace(stores.unfetched(), null, unfetched(state));
    moveSlot(null, state);
    if (state instanceof JobState.Live live) {
      Lane lane = live.job().place().lane();
      lanes.put(lane, lanes.progress(lane).issued(live.job().ticket()));
    }
  }

  Slots slots() {
    return slots;
  }

  /** Writes what it means that the job goes from one state to another. */
  void move(JobId job, @Nullable JobState before, @Nullable JobState after, Instant now) {
    moveTimer(timer(before), timer(after));
    movePlace(stores.backlog(), held(before), held(after));
    movePlace(stores.unfetched(), unfetched(before), unfetched(after));
    moveSlot(before, after);
    moveLane(before, after, now);
    if (after == null) {
      stores.states().remove(job);
    } else if (!after.equals(before)) {
      stores.states().put(after);
    }
  }

  /** How the lanes move, in the order of their names. */
  List<LaneQueue> queue(Instant now) {
    return Arrays.stream(Lane.values())
        .map(
            lane ->
                new LaneQueue(
                    lane,
                    lanes.progress(lane).turn(),
                    stores.backlog().size(lane),
                    rate(lane).perSecond(now)))
        .toList();
  }

  void moveTimer(Timers.@Nullable Timer from, Timers.@Nullable Timer to) {
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

  private static void movePlace(
      Backlog backlog, Backlog.@Nullable Waiting from, Backlog.@Nullable Waiting to) {
    if (Objects.equals(from, to)) {
      return;
    }
    if (from != null) {
      backlog.remove(from.place());
    }
    if (to != null) {
      backlog.add(to);
    }
  }

  private void moveSlot(@Nullable JobState before, @Nullable JobState after) {
    Slots.Use to = use(after);
    if (use(before) == to) {
      return;
    }
    if (after != null && to != null) {
      slots.take(after.id(), to, after.account());
    } else if (before != null) {
      slots.free(before.id());
    }
  }

  private void moveLane(@Nullable JobState before, @Nullable JobState after, Instant now) {
    if (!(after instanceof JobState.Known known)) {
      return;
    }
    Lane lane = known.job().place().lane();
    LaneProgress from = lanes.progress(lane);
    LaneProgress to = from.issued(known.job().ticket());
    if (before instanceof JobState.Held && after instanceof JobState.Released) {
      to = to.released(known.job().ticket());
      rate(lane).released(now);
    }
    if (!to.equals(from)) {
      lanes.put(lane, to);
    }
  }

  /** What the job gets if the command brings it into a lane. */
  long nextTicket(@Nullable JobState state, JobCommand command) {
    if (command.getCommand() instanceof Submit submit) {
      return lanes.progress(submit.getLane()).issued() + 1;
    }
    return state instanceof JobState.Known known
        ? lanes.progress(known.job().place().lane()).issued() + 1
        : 0;
  }

  private ReleaseRate rate(Lane lane) {
    return rates.computeIfAbsent(lane, _ -> new ReleaseRate());
  }

  /** Jobs that have ended have none: {@link Forgetting} finds them. */
  static Timers.@Nullable Timer timer(@Nullable JobState state) {
    return state instanceof JobState.Live ? new Timers.Timer(state.wakeAt(), state.id()) : null;
  }

  private static Backlog.@Nullable Waiting held(@Nullable JobState state) {
    return state instanceof JobState.Held held ? waiting(held) : null;
  }

  private static Backlog.@Nullable Waiting unfetched(@Nullable JobState state) {
    return state instanceof JobState.AwaitingInputs waiting && waiting.is(Fetch.Stage.WANTED)
        ? waiting(waiting)
        : null;
  }

  private static Backlog.Waiting waiting(JobState.Known state) {
    return new Backlog.Waiting(state.job().place(), state.id(), state.createdAt());
  }

  private static Slots.@Nullable Use use(@Nullable JobState state) {
    return switch (state) {
      case JobState.Out _ -> Slots.Use.OUT;
      case JobState.AwaitingInputs waiting when waiting.is(Fetch.Stage.ASKED) -> Slots.Use.FETCHING;
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
