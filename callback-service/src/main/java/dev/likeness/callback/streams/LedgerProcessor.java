package dev.likeness.callback.streams;

import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.credit.LedgerProjection;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.kit.kafka.RecordProcessor;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link LedgerProjection} over a partition of the ledger and publishes each account's new
 * balance. One instance for each partition, on its stream thread.
 */
final class LedgerProcessor
    implements RecordProcessor<String, LedgerEntry, String, AccountBalance> {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerProcessor.class);
  private static final byte[] COUNTED = new byte[0];

  private final LedgerMetrics metrics;
  private @Nullable Assigned assigned;

  LedgerProcessor(LedgerMetrics metrics) {
    this.metrics = metrics;
  }

  private record Assigned(
      ProcessorContext<String, AccountBalance> context,
      KeyValueStore<String, AccountBalance> balances,
      KeyValueStore<String, UsageTotals> usage,
      KeyValueStore<String, byte[]> deposits) {}

  @Override
  public void init(ProcessorContext<String, AccountBalance> context, Steps steps) {
    assigned =
        new Assigned(
            context,
            context.getStateStore(LedgerTopology.BALANCES),
            context.getStateStore(LedgerTopology.USAGE),
            context.getStateStore(LedgerTopology.DEPOSITS));
  }

  @Override
  public void process(Record<String, LedgerEntry> record) {
    LedgerEntry entry = record.value();
    if (entry == null || !entry.getAccount().equals(record.key())) {
      // its balance may be in another partition
      leftOut("ledger entry without its account as key");
      return;
    }
    if (isRepeatedDeposit(entry)) {
      metrics.repeatedDeposit();
      return;
    }
    try {
      add(entry, record.timestamp());
    } catch (ArithmeticException e) { // thrown on, it would come again at every start
      leftOut("ledger entry that no sum can hold");
    }
  }

  private boolean isRepeatedDeposit(LedgerEntry entry) {
    return entry.getKind() == LedgerEntryKind.DEPOSIT
        && assigned().deposits().get(depositKey(entry)) != null;
  }

  /** Computes everything before it writes anything: an entry counts wholly or not at all. */
  private void add(LedgerEntry entry, long timestamp) {
    var stores = assigned();
    String account = entry.getAccount();
    Optional<UsageKey> key = LedgerProjection.usageKey(entry);
    AccountBalance balance =
        LedgerProjection.balance(Optional.ofNullable(stores.balances().get(account)), entry);
    Optional<UsageTotals> usage =
        key.map(
            at ->
                LedgerProjection.usage(Optional.ofNullable(stores.usage().get(at.text())), entry));

    stores.balances().put(account, balance);
    if (key.isPresent() && usage.isPresent()) {
      stores.usage().put(key.get().text(), usage.get());
    }
    if (entry.getKind() == LedgerEntryKind.DEPOSIT) {
      stores.deposits().put(depositKey(entry), COUNTED);
    }
    stores
        .context()
        .forward(new Record<>(account, balance, timestamp), LedgerTopology.BALANCES_SINK);
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
