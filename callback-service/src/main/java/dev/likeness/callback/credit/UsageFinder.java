package dev.likeness.callback.credit;

import dev.likeness.callback.query.JobFinder.Scope;
import dev.likeness.callback.query.JobFinder.Waits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Answers questions about an account's credit and use, from whichever instance has them. Thread
 * safe; calls block.
 *
 * <p>Never answers {@link UsageLookup.Elsewhere}; answers {@link UsageLookup.NotReady} only after
 * the patience of its {@link Waits}.
 */
public final class UsageFinder {
  private final AccountUsages usages;
  private final PeerUsages peers;
  private final Waits waits;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);

  public UsageFinder(AccountUsages usages, PeerUsages peers, Waits waits, InstantSource clock) {
    this.usages = usages;
    this.peers = peers;
    this.waits = waits;
    this.clock = clock;
  }

  public UsageLookup find(UsageQuestion question, Scope scope) {
    Instant patienceEnd = clock.instant().plus(waits.patience());
    UsageLookup answer = look(question, scope);
    while (!(answer instanceof UsageLookup.Found)
        && clock.instant().isBefore(patienceEnd)
        && pause()) {
      answer = look(question, scope);
    }
    return answer instanceof UsageLookup.Elsewhere ? new UsageLookup.NotReady() : answer;
  }

  /** Nobody waits any longer: the service stops. */
  public void end() {
    ended.countDown();
  }

  private UsageLookup look(UsageQuestion question, Scope scope) {
    UsageLookup here = usages.find(question);
    return here instanceof UsageLookup.Elsewhere(String peer) && scope == Scope.EVERYWHERE
        ? peers.ask(peer, question)
        : here;
  }

  private boolean pause() {
    try {
      return !ended.await(waits.pause().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
