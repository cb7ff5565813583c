package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.Credit;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.PrepaidCredit;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Submit;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The ledger adds up, in thousands of random histories of several accounts: deposits, some of them
 * twice; jobs that the edge admits or refuses by the balances that it knows, which lag behind;
 * retries of the same job, lost commands, outcomes twice and late, cancels, expiries and redrives.
 * After every step the sum over the ledger is what an account-keeper who only hears of deposits and
 * of the jobs' events has in his books.
 */
class LedgerHistoriesTest {
  private static final int HISTORIES = 2_000;
  private static final int STEPS = 120;
  private static final int JOBS = 40;
  private static final List<String> ACCOUNTS = List.of("acme", "bravo", "charlie");

  /** No more than the edge holds what it admitted, or it would forget. */
  private static final Duration LONGEST_LAG = Duration.ofSeconds(59);

  private static final SchedulerRules RULES =
      new SchedulerRules(
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(4), 3, 0),
          Duration.ofMinutes(2),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofDays(3_650),
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(4), 3, 0),
          Duration.ofMinutes(3),
          4,
          4);

  @Test
  void theSumOverTheLedgerIsTheBalanceAtAllTimes() {
    int refused = 0;
    int charged = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      try {
        var history = new History(seed);
        history.run();
        refused += history.refused;
        charged += history.charged;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("the ledger did not add up in the history of seed " + seed, e);
      }
    }
    assertThat(refused).as("submissions that credit refused").isGreaterThan(HISTORIES);
    assertThat(charged).as("jobs that were charged").isGreaterThan(HISTORIES);
  }

  private static final class History {
    private final Random random;
    private final Map<String, Books> books = new HashMap<>();
    private final Map<String, Ledger> ledgers = new HashMap<>();
    private final PrepaidCredit edge = new PrepaidCredit(() -> {});
    private final SchedulerDriver driver = new SchedulerDriver(RULES, this::emitted);
    private final Set<JobId> submitted = new HashSet<>();
    private boolean redriving;
    private int refused;
    private int charged;

    History(long seed) {
      random = new Random(seed);
      for (String account : ACCOUNTS) {
        books.put(account, new Books());
        ledgers.put(account, new Ledger(account, edge));
      }
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
      sleep(Jobs.TIME_TO_LIVE); // whatever still lives expires, redriven jobs too
      sleep(Jobs.TIME_TO_LIVE);
      check();
      for (String account : ACCOUNTS) {
        ledger(account).publish();
        assertThat(books(account).held).as("holds of %s after the end", account).isEmpty();
        assertThat(ledger(account).projection.reservedMicros()).isZero();
        assertThat(ledger(account).projection).isEqualTo(ledger(account).sum);
      }
    }

    private void step() {
      int number = 1 + random.nextInt(JOBS);
      JobId job = Jobs.id(number);
      String account = ACCOUNTS.get(number % ACCOUNTS.size());
      switch (random.nextInt(18)) {
        case 0, 1 -> deposit(account);
        case 2, 3, 4, 5 -> submit(account, job);
        case 6 -> driver.command(Jobs.command(job, account, driver.now(), cancel(job)));
        case 7 -> {
          redriving = true;
          driver.command(
              Jobs.command(
                  job, account, driver.now(), Jobs.redriveCommand(job, driver.now()).getCommand()));
          redriving = false;
        }
        case 8 -> sleep(Duration.ofMillis(random.nextInt(5_000)));
        case 9 -> sleep(Duration.ofSeconds(random.nextInt(random.nextInt(9) == 0 ? 4_000 : 40)));
        case 10 -> ledger(account).publish();
        case 11, 12 -> fetch();
        default -> report();
      }
    }

    private Object cancel(JobId job) {
      return Jobs.cancelCommand(job, driver.now()).getCommand();
    }

    private void deposit(String account) {
      String reference = "deposit/" + random.nextInt(12);
      long micros = 50_000L * reference.length(); // the same for the same reference
      books(account).deposits.put(reference, micros);
      ledger(account)
          .append(
              LedgerEntry.newBuilder()
                  .setAccount(account)
                  .setEntryId(reference)
                  .setKind(LedgerEntryKind.DEPOSIT)
                  .setAmountMicros(micros)
                  .setAt(driver.now())
                  .build());
    }

    /** As intake does it: hold, append, and release what reserves nothing. */
    private void submit(String account, JobId job) {
      Submit submit = submission();
      long price = submit.getPrice().getReservedMicros();
      boolean known = submitted.contains(job);
      if (edge.hold(account, job, price, driver.now()).isPresent()) {
        refused++;
        return;
      }
      switch (random.nextInt(8)) {
        case 0 -> edge.release(account, job); // storing its photos failed
        case 1 -> {} // its command was lost, and nobody can tell
        default -> {
          submitted.add(job);
          driver.command(Jobs.command(job, account, driver.now(), submit));
          if (known) {
            edge.release(account, job);
          }
        }
      }
    }

    private Submit submission() {
      var submit =
          random.nextInt(3) == 0
              ? Jobs.submitByUrl(driver.now(), Lane.STANDARD)
              : Jobs.submit(driver.now(), Lane.STANDARD, "fingerprint");
      long unit = 10_000L * random.nextInt(20);
      long identity = unit + 10_000L * random.nextInt(4);
      boolean training = random.nextInt(6) == 0;
      var spec = JobSpec.newBuilder(submit.getSpec());
      return Submit.newBuilder(submit)
          .setSpec(training ? spec.setOperation(Operation.TRAIN).build() : spec.build())
          .setPrice(new Price(unit, identity, training ? unit : identity * 2))
          .build();
    }

    private void fetch() {
      var fetches = driver.fetches();
      if (!fetches.isEmpty()) {
        var due = fetches.get(fetches.size() - 1 - random.nextInt(Math.min(4, fetches.size())));
        switch (random.nextInt(5)) {
          case 0 -> driver.notFetched(due, false);
          case 1 -> driver.notFetched(due, true);
          default -> driver.fetched(due);
        }
      }
    }

    private void report() {
      List<JobAttempt> attempts = driver.attempts();
      if (attempts.isEmpty()) {
        return;
      }
      JobAttempt attempt =
          attempts.get(attempts.size() - 1 - random.nextInt(Math.min(6, attempts.size())));
      switch (random.nextInt(7)) {
        case 0 -> driver.named(attempt);
        case 1, 2, 3 ->
            driver.succeeded(attempt, random.nextInt(3), Map.of("profile", random.nextInt(3)));
        case 4 -> driver.failed(attempt, FailureCode.INVALID_IMAGE);
        default -> driver.failed(attempt, FailureCode.MODEL_FAILED);
      }
    }

    private void sleep(Duration duration) {
      Instant then = driver.now().plus(duration);
      for (String account : ACCOUNTS) {
        ledger(account).publishWhatIsOlderAt(then);
      }
      driver.sleep(duration);
    }

    private void emitted(Effect effect) {
      switch (effect) {
        case Effect.Book(var entry) -> {
          ledger(entry.getAccount()).append(entry);
          if (random.nextInt(10) == 0) {
            ledger(entry.getAccount()).append(entry); // read twice
          }
        }
        case Effect.Announce(var event) -> heard(event);
        default -> {}
      }
    }

    private void heard(JobEvent event) {
      Books account = books(ACCOUNTS.get(Integer.parseInt(event.getJobId(), 16) % ACCOUNTS.size()));
      switch (event.getEvent()) {
        case Queued queued -> {
          long held = queued.getPrice().getReservedMicros();
          account.held.put(event.getJobId(), held);
          account.redrivenMicros += redriving ? held : 0;
        }
        case Succeeded succeeded -> {
          charged++;
          account.chargedMicros += succeeded.getCostMicros();
          account.held.remove(event.getJobId());
        }
        case Failed _, Cancelled _, Expired _ -> account.held.remove(event.getJobId());
        default -> {}
      }
    }

    private void check() {
      for (String account : ACCOUNTS) {
        Credit sum = ledger(account).sum;
        Books expected = books(account);
        assertThat(sum.creditMicros()).as("credit").isEqualTo(expected.creditMicros());
        assertThat(sum.reservedMicros()).as("reserved").isEqualTo(expected.heldMicros());
        assertThat(sum.availableMicros())
            .as("available, but for what an operator redrove")
            .isGreaterThanOrEqualTo(-expected.redrivenMicros);
      }
    }

    private Books books(String account) {
      return Objects.requireNonNull(books.get(account));
    }

    private Ledger ledger(String account) {
      return Objects.requireNonNull(ledgers.get(account));
    }
  }

  /** What somebody knows who never sees the ledger. */
  private static final class Books {
    final Map<String, Long> deposits = new HashMap<>();
    final Map<String, Long> held = new HashMap<>();
    long chargedMicros;
    long redrivenMicros;

    long creditMicros() {
      return deposits.values().stream().mapToLong(n -> n).sum() - chargedMicros;
    }

    long heldMicros() {
      return held.values().stream().mapToLong(n -> n).sum();
    }
  }

  /** An account's ledger, its sum, and a projection that comes later. */
  private static final class Ledger {
    private final String account;
    private final PrepaidCredit edge;
    private final Set<String> counted = new HashSet<>();
    private final Set<String> projected = new HashSet<>();
    private final ArrayDeque<LedgerEntry> unpublished = new ArrayDeque<>();
    private Credit sum = Credit.NONE;
    private Credit projection = Credit.NONE;

    Ledger(String account, PrepaidCredit edge) {
      this.account = account;
      this.edge = edge;
    }

    void append(LedgerEntry entry) {
      unpublished.add(entry);
      if (counted.add(entry.getEntryId())) {
        sum = sum.plus(entry);
      }
    }

    void publish() {
      new ArrayList<>(unpublished).forEach(this::publish);
      unpublished.clear();
    }

    void publishWhatIsOlderAt(Instant then) {
      LedgerEntry eldest = unpublished.peek();
      if (eldest != null && eldest.getAt().plus(LONGEST_LAG).isBefore(then)) {
        publish();
      }
    }

    private void publish(LedgerEntry entry) {
      if (projected.add(entry.getEntryId())) {
        projection = projection.plus(entry);
        edge.published(
            AccountBalance.newBuilder()
                .setAccount(account)
                .setCreditMicros(projection.creditMicros())
                .setReservedMicros(projection.reservedMicros())
                .setEntries(projection.entries())
                .setJobId(entry.getJobId())
                .setKind(entry.getKind())
                .setAt(entry.getAt())
                .build());
      }
    }
  }
}
