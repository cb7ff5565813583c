package dev.likeness.callback.streams;

import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.credit.LedgerProjection;
import dev.likeness.callback.credit.LedgerProjection.Placed;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link LedgerProjection} over a partition of the ledger and has the balances published. One
 * instance for each partition, on its stream thread.
 *
 * <p>After a crash each value is in its store as it was at the commit or at any time since, one
 * apart from the others, and the entries since then come again: each counts for the values that do
 * not have it.
 */
final class LedgerProcessor
    implements RecordProcessor<String, LedgerEntry, String, AccountBalance> {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerProcessor.class);

  private final LedgerMetrics metrics;
  private @Nullable Assigned assigned;

  LedgerProcessor(LedgerMetrics metrics) {
    this.metrics = metrics;
  }

  private record Assigned(
      ProcessorContext<String, AccountBalance> context,
      KeyValueStore<String, AccountBalance> balances,
      KeyValueStore<String, UsageTotals> usage,
      KeyValueStore<String, byte[]> deposits,
      BalancePublication publication) {}

  @Override
  public void init(ProcessorContext<String, AccountBalance> context, Steps steps) {
    KeyValueStore<String, AccountBalance> balances = context.getStateStore(LedgerTopology.BALANCES);
    var publication =
        new BalancePublication(
            balances,
            balance ->
                context.forward(
                    new Record<>(balance.getAccount(), balance, context.currentSystemTimeMs()),
                    LedgerTopology.BALANCES_SINK));
    assigned =
        new Assigned(
            context,
            balances,
            context.getStateStore(LedgerTopology.USAGE),
            context.getStateStore(LedgerTopology.DEPOSITS),
            publication);
    var _ =
        context.schedule(
            BalancePublication.INTERVAL, PunctuationType.WALL_CLOCK_TIME, publication::publish);
  }

  @Override
  public void process(Record<String, LedgerEntry> record) {
    LedgerEntry entry = record.value();
    if (entry == null || !entry.getAccount().equals(record.key())) {
      // its balance may be in another partition
      leftOut("ledger entry without its account as key");
      return;
    }
    var placed = new Placed(entry, assigned().context().recordMetadata().orElseThrow().offset());
    if (isRepeatedDeposit(placed)) {
      metrics.repeatedDeposit();
      return;
    }
    try {
      add(placed);
    } catch (ArithmeticException e) { // thrown on, it would come again at every start
      leftOut("ledger entry that no sum can hold");
    }
  }

  private boolean isRepeatedDeposit(Placed placed) {
    if (placed.entry().getKind() != LedgerEntryKind.DEPOSIT) {
      return false;
    }
    byte[] counted = assigned().deposits().get(depositKey(placed.entry()));
    return counted != null && CountedAt.offset(counted) != placed.offset();
  }

  /** Computes everything before it writes anything: an entry counts wholly or not at all. */
  private void add(Placed placed) {
    var stores = assigned();
    LedgerEntry entry = placed.entry();
    String account = entry.getAccount();
    Optional<UsageKey> key = LedgerProjection.usageKey(entry);
    AccountBalance known = stores.balances().get(account);
    AccountBalance balance =
        LedgerProjection.balance(
            Optional.ofNullable(known), placed, stores.publication().unpublished(known));
    Optional<UsageTotals> usage =
        key.map(
            at ->
                LedgerProjection.usage(Optional.ofNullable(stores.usage().get(at.text())), placed));

    stores.balances().put(account, balance);
    if (key.isPresent() && usage.isPresent()) {
      stores.usage().put(key.get().text(), usage.get());
    }
    if (entry.getKind() == LedgerEntryKind.DEPOSIT) {
      stores.deposits().put(depositKey(entry), CountedAt.bytes(placed.offset()));
    }
    stores.publication().changed(balance, stores.context().currentSystemTimeMs());
    metrics.booked(entry.getKind());
  }

  private static String depositKey(LedgerEntry entry) {
    return entry.getAccount() + "/" + entry.getEntryId();
  }

  private void leftOut(String reason) {
    metrics.unusableEntry();
    LOG.atError()
        .addKeyValue(
            "position",
            assigned()
                .context()
                .recordMetadata()
                .map(at -> at.topic() + "-" + at.partition() + "-" + at.offset())
                .orElse("none"))
        .addKeyValue("reason", reason)
        .log("ledger entry left out of its balance");
  }

  private Assigned assigned() {
    if (assigned == null) {
      throw new IllegalStateException("init comes first");
    }
    return assigned;
  }
}
