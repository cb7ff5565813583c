package dev.likeness.ingest.intake;

import dev.likeness.contract.Credit;
import dev.likeness.contract.Dollars;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.error.Refusal;
import dev.likeness.schema.v1.AccountBalance;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether accounts can pay for one more job, as far as this instance knows: the published balances,
 * less what it admitted itself and no balance shows yet. A balance that names a job has its
 * reservation in it, and so ends the hold that stands here; one that nothing ends is dropped after
 * {@link #LONGEST_HOLD}. However many calls come at once, they are not admitted for more than the
 * credit. Thread safe.
 */
public final class PrepaidCredit {
  /**
   * Longer than a command may take to be written, and than balances lag behind unless something is
   * broken.
   */
  static final Duration LONGEST_HOLD = Duration.ofSeconds(60);

  private final Runnable balancesKnown;
  private final Map<String, Wallet> wallets = new ConcurrentHashMap<>();

  /**
   * @param balancesKnown throws a {@link dev.likeness.kit.error.RefusalException} with code {@code
   *     UNAVAILABLE} as long as not all balances are known: an account must not be refused only
   *     because its balance is not read yet
   */
  public PrepaidCredit(Runnable balancesKnown) {
    this.balancesKnown = balancesKnown;
  }

  /** Takes the place of the account's balance known so far. */
  public void published(AccountBalance balance) {
    wallets.computeIfAbsent(balance.getAccount(), _ -> new Wallet()).published(balance);
  }

  /**
   * Holds the price of a job that is about to be submitted; again for the same job holds it once.
   *
   * @param micros the highest price of the job, in micro-dollars
   * @return why not: {@link FailureCode#INSUFFICIENT_CREDIT}
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if that cannot be
   *     told now
   */
  public Optional<Refusal> hold(String account, JobId job, long micros, Instant now) {
    balancesKnown.run();
    return wallet(account).hold(job, micros, now);
  }

  /**
   * Ends a caller's part in a hold: its submission will reserve nothing, because it was not made,
   * or because the job existed before.
   */
  public void release(String account, JobId job) {
    wallet(account).release(job);
  }

  /** Anybody can name an account: nothing is kept of one that has no balance. */
  private Wallet wallet(String account) {
    return wallets.getOrDefault(account, new Wallet());
  }

  /**
   * @param holders calls that submit the same job at the same time
   */
  private record Hold(long micros, int holders, Instant since) {}

  /** One account's. Balance and holds change together, so that no amount counts twice or never. */
  private static final class Wallet {
    private final Map<JobId, Hold> holds = new LinkedHashMap<>(); // eldest first
    private Credit balance = Credit.NONE;
    private long heldMicros;

    synchronized void published(AccountBalance next) {
      balance = Credit.of(next);
      next.getJobIds().forEach(job -> end(new JobId(job)));
      String job = next.getJobId();
      if (job != null) {
        end(new JobId(job));
      }
    }

    synchronized Optional<Refusal> hold(JobId job, long micros, Instant now) {
      dropEldest(now);
      Hold before = holds.get(job);
      long already = before == null ? 0 : before.micros();
      long available = balance.availableMicros() - heldMicros;
      if (micros > already && micros - already > available) {
        return Optional.of(refusal(micros, available));
      }
      end(job);
      long amount = Math.max(already, micros);
      holds.put(job, new Hold(amount, before == null ? 1 : before.holders() + 1, now));
      heldMicros += amount;
      return Optional.empty();
    }

    synchronized void release(JobId job) {
      Hold hold = holds.get(job);
      if (hold == null) {
        return;
      }
      if (hold.holders() == 1) {
        end(job);
      } else {
        holds.put(job, new Hold(hold.micros(), hold.holders() - 1, hold.since()));
      }
    }

    private void end(JobId job) {
      Hold hold = holds.remove(job);
      if (hold != null) {
        heldMicros -= hold.micros();
      }
    }

    private void dropEldest(Instant now) {
      Iterator<Hold> eldest = holds.values().iterator();
      while (eldest.hasNext()) {
        Hold hold = eldest.next();
        if (hold.since().plus(LONGEST_HOLD).isAfter(now)) {
          return;
        }
        eldest.remove();
        heldMicros -= hold.micros();
      }
    }

    private static Refusal refusal(long micros, long available) {
      return Refusal.of(
          FailureCode.INSUFFICIENT_CREDIT,
          "This request needs "
              + Dollars.format(micros)
              + " of credit; "
              + Dollars.format(Math.max(0, available))
              + " is available. Add credit, or wait for jobs that hold some to end.");
    }
  }
}
