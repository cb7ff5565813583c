package dev.likeness.callback.streams;

import dev.likeness.schema.v1.AccountBalance;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the balances of a partition: one of an account at most every {@link #INTERVAL}, or when
 * many jobs wait to be told of. A change after a quiet time is published at once. For the thread of
 * the partition.
 *
 * <p>A balance may have been stored and its entries committed while it waited here for its turn,
 * and then the process ends. So each start publishes all balances once, with the jobs that may not
 * have been told of.
 */
final class BalancePublication {
  static final Duration INTERVAL = Duration.ofMillis(50);

  /** An entry of a busy account costs a few dozen bytes more, and no more than that. */
  static final int MOST_JOBS = 500;

  private final KeyValueStore<String, AccountBalance> balances;
  private final Consumer<AccountBalance> topic;
  private final Map<String, Long> published = new HashMap<>();
  private final Set<String> waiting = new HashSet<>();
  private boolean hasBegun;

  BalancePublication(
      KeyValueStore<String, AccountBalance> balances, Consumer<AccountBalance> topic) {
    this.balances = balances;
    this.topic = topic;
  }

  /** Jobs of the account that nobody was told of since they were added to its balance. */
  List<String> unpublished(@Nullable AccountBalance known) {
    if (known == null) {
      return List.of();
    }
    String account = known.getAccount();
    boolean isTold = published.containsKey(account) && !waiting.contains(account);
    return isTold ? List.of() : known.getJobIds();
  }

  /** The balance is in the store. */
  void changed(AccountBalance balance, long now) {
    Long last = published.get(balance.getAccount());
    if (last == null
        || last + INTERVAL.toMillis() <= now
        || balance.getJobIds().size() >= MOST_JOBS) {
      publish(balance, now);
    } else {
      waiting.add(balance.getAccount());
    }
  }

  /** Publishes what has waited for long enough. */
  void publish(long now) {
    if (!hasBegun) {
      beginWithAll(now);
      hasBegun = true;
    }
    for (String account : List.copyOf(waiting)) {
      AccountBalance balance = balances.get(account);
      if (balance != null && published.getOrDefault(account, 0L) + INTERVAL.toMillis() <= now) {
        publish(balance, now);
      }
    }
  }

  private void beginWithAll(long now) {
    try (var all = balances.all()) {
      while (all.hasNext()) {
        AccountBalance balance = all.next().value;
        if (!published.containsKey(balance.getAccount())) {
          publish(balance, now);
        }
      }
    }
  }

  private void publish(AccountBalance balance, long now) {
    topic.accept(balance);
    published.put(balance.getAccount(), now);
    waiting.remove(balance.getAccount());
  }
}
