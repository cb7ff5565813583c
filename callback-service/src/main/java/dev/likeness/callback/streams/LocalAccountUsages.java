package dev.likeness.callback.streams;

import dev.likeness.callback.credit.AccountUsages;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.callback.state.UsageLine;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.Credit;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Entry;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StoreOwners.Owner;
import dev.likeness.schema.v1.AccountBalance;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/** Reads the stores of the ledger's projection on this instance. Thread safe. */
public final class LocalAccountUsages implements AccountUsages {
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
    var lines =
        usage.range(
            UsageKey.begin(question.account(), question.from()),
            UsageKey.end(question.account(), question.to()),
            Integer.MAX_VALUE, // the days of a question are few, and so are the operations
            partition);
    return switch (lines) {
      case Reading.Value<List<Entry<UsageTotals>>>(var found) ->
          new UsageLookup.Found(
              AccountUsage.newBuilder()
                  .setAccount(question.account())
                  .setCreditMicros(credit.creditMicros())
                  .setReservedMicros(credit.reservedMicros())
                  .setLines(
                      found.stream()
                          .map(line -> line(UsageKey.parse(line.key()), line.value()))
                          .toList())
                  .build());
      case Reading.Absent<List<Entry<UsageTotals>>>(),
          Reading.NotHere<List<Entry<UsageTotals>>>() ->
          new UsageLookup.NotReady();
    };
  }

  private static UsageLine line(UsageKey key, UsageTotals totals) {
    return new UsageLine(key.date().toString(), key.operation(), totals);
  }
}
