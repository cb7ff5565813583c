package dev.likeness.callback.streams;

import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.schema.v1.AccountBalance;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The part of the application {@code likeness-view} that is keyed by account: from the ledger to
 * balances and use. A fold: sums that change with every job are cached, so that an account has one
 * record of each at a commit, however many jobs it has.
 */
public final class LedgerTopology {
  /** Value: {@link AccountBalance}; key: account. */
  public static final String BALANCES = "balances";

  /** Value: {@link UsageTotals}; key: {@link UsageKey#text()}, in the partition of its account. */
  static final String USAGE = "usage";

  /**
   * Deposits that were counted; key: account, a slash, entry id; value: {@link CountedAt}. They are
   * administrators' work, few enough to be remembered for good: the same reference given twice is a
   * person's mistake, months later too. Entries of jobs need no memory: the scheduler writes each
   * once, in the transaction that decides, and uncommitted ones are not read.
   */
  static final String DEPOSITS = "deposits";

  static final String BALANCES_SINK = "publish-balances";

  private LedgerTopology() {}

  /**
   * @param view gets a second sub-topology
   * @return {@code view}
   */
  public static Topology addTo(
      Topology view, AvroSerdes serdes, LedgerMetrics metrics, RecordFaults faults) {
    return view.addSource(
            "ledger",
            new StringDeserializer(),
            serdes.deserializer(Topics.LEDGER.type()),
            Topics.LEDGER.name())
        .addProcessor("credit", () -> faults.guard(new LedgerProcessor(metrics)), "ledger")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(BALANCES),
                    Serdes.String(),
                    serdes.serde(AccountBalance.class))
                .withCachingEnabled(),
            "credit")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(USAGE),
                    Serdes.String(),
                    serdes.serde(UsageTotals.class))
                .withCachingEnabled(),
            "credit")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(DEPOSITS), Serdes.String(), Serdes.ByteArray()),
            "credit")
        .addSink(
            BALANCES_SINK,
            Topics.BALANCES.name(),
            new StringSerializer(),
            serdes.serializer(),
            "credit");
  }
}
