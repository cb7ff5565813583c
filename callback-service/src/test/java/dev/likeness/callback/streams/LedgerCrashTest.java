package dev.likeness.callback.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.callback.testing.Entries;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a crash leaves, an entry counts once, and nobody waits for its balance. A job may go
 * unnamed: who holds credit for it gives it up after a minute.
 */
class LedgerCrashTest {
  private static final List<String> ACCOUNTS = List.of("acme", "other");
  private static final int ENTRIES = 40;

  private final AvroSerdes serdes = new AvroSerdes("mock://ledger-crash");

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void crashesChangeNothing(long seed) {
    List<LedgerEntry> entries = history(new Random(seed));
    Outcome without = run(task(entries, new Random(seed)), new Random(0), 0);
    Outcome with = run(task(entries, new Random(seed)), new Random(seed), 4);

    assertThat(with.usage()).as("seed %d", seed).isEqualTo(without.usage());
    assertThat(with.published()).as("seed %d", seed).isEqualTo(without.published());
    assertThat(without.published()).containsOnlyKeys(ACCOUNTS);
    assertThat(without.toldOf())
        .containsAll(entries.stream().map(LedgerEntry::getJobId).filter(id -> id != null).toList());
  }

  /**
   * What the world can see in the end.
   *
   * @param published last balance of each account, without the jobs that it names
   * @param toldOf all jobs that balances have named
   */
  private record Outcome(
      Map<String, Object> usage, Map<String, AccountBalance> published, Set<String> toldOf) {}

  /**
   * @param crashes how many in twenty steps
   */
  private static Outcome run(
      CrashingTask<LedgerEntry, String, AccountBalance> task, Random random, int crashes) {
    while (task.step()) {
      int dice = random.nextInt(20);
      if (dice < crashes) {
        task.crash();
      } else if (dice < crashes + 3) {
        task.commit();
      }
      if (random.nextBoolean()) {
        task.pass(random.nextInt(60));
      }
    }
    task.commit();
    if (crashes > 0) {
      task.crash(); // all is committed, and some may not be told yet
    }
    task.pass(BalancePublication.INTERVAL.toMillis());
    task.commit();

    var published = new HashMap<String, AccountBalance>();
    var toldOf = new HashSet<String>();
    for (var record : task.stored()) {
      toldOf.addAll(record.value().getJobIds());
      published.put(
          record.key(), AccountBalance.newBuilder(record.value()).setJobIds(List.of()).build());
    }
    return new Outcome(
        new TreeMap<>(task.stores().content(LedgerTopology.USAGE)), published, toldOf);
  }

  private CrashingTask<LedgerEntry, String, AccountBalance> task(
      List<LedgerEntry> entries, Random random) {
    var ledger = new ReadTopics(true);
    for (LedgerEntry entry : entries) {
      ledger.add(Topics.LEDGER.name(), entry.getAccount(), entry, entry.getAt().toEpochMilli());
    }
    return new CrashingTask<>(
        () -> new LedgerProcessor(new LedgerMetrics() {}),
        ledger,
        List.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LedgerTopology.BALANCES),
                Serdes.String(),
                serdes.serde(AccountBalance.class)),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LedgerTopology.USAGE),
                Serdes.String(),
                serdes.serde(UsageTotals.class)),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LedgerTopology.DEPOSITS),
                Serdes.String(),
                Serdes.ByteArray())),
        random,
        Jobs.BEGIN.toEpochMilli());
  }

  /** Deposits, some with a reference that was used before, and jobs that hold and end. */
  private static List<LedgerEntry> history(Random random) {
    var entries = new ArrayList<LedgerEntry>();
    for (String account : ACCOUNTS) {
      entries.add(Entries.deposit(account, "r0", 1_000));
    }
    for (int i = 0; i < ENTRIES; i++) {
      String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
      String job = account + "-" + i;
      var at = Jobs.BEGIN.plus(Duration.ofHours(random.nextInt(60)));
      switch (random.nextInt(3)) {
        case 0 -> entries.add(Entries.deposit(account, "r" + random.nextInt(4), i));
        case 1 -> entries.add(Entries.reserve(account, job, i));
        default -> {
          entries.add(Entries.reserve(account, job, i));
          entries.add(
              random.nextBoolean()
                  ? Entries.settle(account, job, i, i / 2, at)
                  : Entries.refund(account, job, i, at));
        }
      }
    }
    return entries;
  }
}
