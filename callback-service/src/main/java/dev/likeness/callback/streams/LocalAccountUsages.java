package dev.likeness.callback.streams;

import dev.likeness.callback.credit.AccountUsages;
import dev.likeness.callback.credit.LedgerProjection;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.callback.state.UsageLine;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.Credit;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StoreOwners.Owner;
import dev.likeness.schema.v1.AccountBalance;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Reads the stores of the ledger's projection on this instance, key by key: of a range in a cached
 * store another thread may not be shown an entry that leaves the cache at that moment. Thread safe.
 */
public final class LocalAccountUsages implements AccountUsages {
  private static final List<String> OPERATIONS = LedgerProjection.operations();

  private final StoreOwners owners;
  private final LocalStore<AccountBalance> balances;
  private final LocalStore<UsageTotals> usage;

  /**
   * @param owners of the partitions of {@link LedgerTopology#BALANCES}
   */
  public LocalAccountUsages(KafkaStreams streams, StoreOwners owners) {
    this.owners = owners;
    this.balances = new LocalStore<>(streams, LedgerTopology.BALANCES);
    this.usage = new LocalStore<>(streams, LedgerTopology.USAGE);
  }

  @Override
  public UsageLookup find(UsageQuestion question) {
    return switch (owners.ownerOf(question.account())) {
      case Owner.Here(int partition) -> here(question, partition);
      case Owner.Peer peer -> new UsageLookup.Elsewhere(peer.address());
      case Owner.Unknown _ -> new UsageLookup.NotReady();
    };
  }

  private UsageLookup here(UsageQuestion question, int partition) {
    return switch (balances.read(question.account(), partition)) {
      case Reading.Value<AccountBalance>(AccountBalance balance) ->
          with(Credit.of(balance), question, partition);
      case Reading.Absent<AccountBalance>() -> with(Credit.NONE, question, partition);
      case Reading.NotHere<AccountBalance>() -> new UsageLookup.NotReady();
    };
  }

  private UsageLookup with(Credit credit, UsageQuestion question, int partition) {
    var lines = new ArrayList<UsageLine>();
    for (UsageKey key : keys(question)) {
      switch (usage.read(key.text(), partition)) {
        case Reading.Value<UsageTotals>(UsageTotals totals) ->
            lines.add(new UsageLine(key.date().toString(), key.operation(), totals));
        case Reading.Absent<UsageTotals>() -> {}
        case Reading.NotHere<UsageTotals>() -> {
          return new UsageLookup.NotReady();
        }
      }
    }
    return new UsageLookup.Found(
        AccountUsage.newBuilder()
            .setAccount(question.account())
            .setCreditMicros(credit.creditMicros())
            .setReservedMicros(credit.reservedMicros())
            .setLines(lines)
            .build());
  }

  /** The days of a question are few, and so are the operations. */
  private static List<UsageKey> keys(UsageQuestion question) {
    return question
        .from()
        .datesUntil(question.to().plusDays(1))
        .flatMap(
            date ->
                OPERATIONS.stream()
                    .map(operation -> new UsageKey(question.account(), date, operation)))
        .toList();
  }
}
