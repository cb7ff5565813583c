package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A shard in memory whose clock moves when told, and everything that it emitted. */
final class SchedulerDriver {
  final InMemoryStores stores = new InMemoryStores();
  final List<Effect> effects = new ArrayList<>();

  /** Jobs at whose parts something was thrown. */
  final List<JobId> skipped = new ArrayList<>();

  private final JobLifecycle lifecycle;
  private final Consumer<Effect> observer;
  private final Map<String, Instant> heardOf = new HashMap<>();
  private SchedulerShard shard;
  private Instant now = Jobs.NOON;
  private Optional<Instant> waitingSince = Optional.empty();
  private Runnable whenAsked = () -> {};
  private long commands;
  private int attempts;

  SchedulerDriver(SchedulerRules rules) {
    this(rules, effect -> {});
  }

  /**
   * @param observer sees each effect when it is emitted
   */
  SchedulerDriver(SchedulerRules rules, Consumer<Effect> observer) {
    this.observer = observer;
    lifecycle =
        new JobLifecycle(
            rules,
            "default",
            PoolStatus.of(
                _ -> asked(waitingSince), id -> asked(Optional.ofNullable(heardOf.get(id)))),
            () -> asked("%032x".formatted(++attempts)),
            () -> asked(0.5));
    shard = shard();
  }

  private SchedulerShard shard() {
    return new SchedulerShard(
        lifecycle,
        new LanesInOrder(),
        stores.stores(),
        this::apart,
        effect -> {
          effects.add(effect);
          observer.accept(effect);
        },
        now);
  }

  /** As when the partition comes to another instance: only the states are left. */
  void restart() {
    stores.timers.clear();
    shard = shard();
  }

  private <T> T asked(T answer) {
    whenAsked.run();
    return answer;
  }

  /** As the guard of a processor does it, where writing never fails. */
  private boolean apart(JobId job, Runnable part) {
    try {
      part.run();
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      skipped.add(job);
      return false;
    }
  }

  /** What deciding does from now on when it asks for an id, a random number or the workers. */
  void whenAsked(Runnable first) {
    whenAsked = first;
  }

  Instant now() {
    return now;
  }

  void command(JobCommand command) {
    shard.command(command, commands++, now);
  }

  /** As after a command that has ended stream threads. */
  void giveUp(JobCommand command) {
    shard.giveUp(command, now);
  }

  void submit(JobId job) {
    command(Jobs.submitCommand(job, now));
  }

  void submitByUrl(JobId job) {
    submitByUrl(job, Jobs.ACCOUNT);
  }

  void submitByUrl(JobId job, String account) {
    submitByUrl(job, account, Lane.STANDARD);
  }

  void submitByUrl(JobId job, String account, Lane lane) {
    command(Jobs.command(job, account, now, Jobs.submitByUrl(now, lane)));
  }

  void fetched(InputsDue due) {
    shard.inputs(Jobs.inputsReady(due, now), now);
  }

  void notFetched(InputsDue due, boolean retryable) {
    shard.inputs(Jobs.inputsFailed(due, now, FailureCode.IMAGE_UNREACHABLE, retryable), now);
  }

  void postponed(InputsDue due) {
    shard.inputs(Jobs.inputsPostponed(due, now), now);
  }

  void report(JobId job, Object event) {
    shard.event(Jobs.event(job, now, event), now);
  }

  /** A worker says that it has the attempt. */
  void named(JobAttempt attempt) {
    heardOf.put(attempt.getAttemptId(), now);
  }

  void succeeded(JobAttempt attempt, int images, Map<String, Integer> knownSubjects) {
    report(
        id(attempt),
        new AttemptSucceeded(
            attempt.getAttemptId(), "worker", "run", Jobs.outcome(attempt, images, knownSubjects)));
  }

  void failed(JobAttempt attempt, FailureCode code) {
    report(
        id(attempt),
        new AttemptFailed(attempt.getAttemptId(), "worker", new Failure(code.name(), "Sorry.")));
  }

  /** From now on a slot says that it waits for work since now. */
  void aSlotWaits() {
    waitingSince = Optional.of(now);
  }

  /** Time passes, and the shard does not notice. */
  void letPass(Duration duration) {
    now = now.plus(duration);
  }

  void sleep(Duration duration) {
    now = now.plus(duration);
    shard.tick(now);
  }

  SchedulerMetrics.Load load() {
    return shard.load();
  }

  JobState state(JobId job) {
    return Objects.requireNonNull(stores.find(job), "no state of " + job);
  }

  /** What the events emitted so far say, oldest first. */
  List<Object> events() {
    return of(Effect.Announce.class).<Object>map(effect -> effect.event().getEvent()).toList();
  }

  List<String> eventNames() {
    return events().stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  List<JobAttempt> attempts() {
    return of(Effect.HandOut.class).map(Effect.HandOut::attempt).toList();
  }

  List<InputsDue> fetches() {
    return of(Effect.Fetch.class).map(Effect.Fetch::due).toList();
  }

  /** Ids of the attempts that workers were told to stop. */
  List<String> stopped() {
    return of(Effect.Stop.class).map(effect -> effect.cancel().getAttemptId()).toList();
  }

  /** Ids of the attempts of which workers were told that they should have taken them. */
  List<String> untaken() {
    return of(Effect.Stop.class)
        .map(Effect.Stop::cancel)
        .filter(CancelAttempt::getUntaken)
        .map(CancelAttempt::getAttemptId)
        .toList();
  }

  LaneQueue queue(Lane lane) {
    return shard.queue(now).stream()
        .filter(queue -> queue.getLane() == lane)
        .findFirst()
        .orElseThrow();
  }

  JobAttempt lastAttempt() {
    return attempts().getLast();
  }

  List<LedgerEntry> ledger() {
    return of(Effect.Book.class).map(Effect.Book::entry).toList();
  }

  /** Kind and amount of each ledger entry. */
  List<String> ledgerLines() {
    return ledger().stream().map(entry -> entry.getKind() + " " + entry.getAmountMicros()).toList();
  }

  List<DeadLetter> deadLetters() {
    return of(Effect.GiveUp.class).map(Effect.GiveUp::letter).toList();
  }

  private <E extends Effect> Stream<E> of(Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast);
  }

  private static JobId id(JobAttempt attempt) {
    return new JobId(attempt.getJobId());
  }
}
