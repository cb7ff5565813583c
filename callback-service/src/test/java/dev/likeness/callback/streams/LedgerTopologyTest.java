package dev.likeness.callback.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.credit.LedgerMetrics;
import dev.likeness.callback.credit.LedgerProjection;
import dev.likeness.callback.credit.UsageKey;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.callback.testing.Entries;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.testing.TopologyDrivers;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class LedgerTopologyTest {
  private static final String ACME = Jobs.ACCOUNT;
  private static final long SEED = 20261120;
  private static final int HISTORIES = 2_000;
  private static final int LONGEST_HISTORY = 24;

  private final AvroSerdes serdes = new AvroSerdes("mock://ledger-topology");
  @TempDir private Path state;
  private TopologyTestDriver driver;
  private TestInputTopic<String, SpecificRecord> ledger;
  private int repeated;
  private int unusable;

  @BeforeEach
  void start() {
    var config = new Properties();
    config.put("application.id", "ledger-test");
    config.put("bootstrap.servers", "none:1");
    config.put("state.dir", state.toString());
    var counts =
        new LedgerMetrics() {
          @Override
          public void repeatedDeposit() {
            repeated++;
          }

          @Override
          public void unusableEntry() {
            unusable++;
          }
        };
    driver =
        new TopologyTestDriver(
            LedgerTopology.addTo(
                new Topology(),
                serdes,
                counts,
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            config,
            Jobs.BEGIN);
    ledger =
        driver.createInputTopic(Topics.LEDGER.name(), new StringSerializer(), serdes.serializer());
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @Test
  void publishesTheBalanceAfterEachEntryThatComesAfterAWhile() {
    pipe(Entries.deposit(ACME, "one", 1_000));
    rest();
    pipe(Entries.reserve(ACME, Jobs.JOB, 300));
    rest();
    pipe(Entries.settle(ACME, Jobs.JOB, 300, 200, Jobs.BEGIN));

    assertThat(published())
        .extracting(
            AccountBalance::getCreditMicros,
            AccountBalance::getReservedMicros,
            AccountBalance::getEntries,
            AccountBalance::getJobId)
        .containsExactly(
            tuple(1_000L, 0L, 1L, null),
            tuple(1_000L, 300L, 2L, Jobs.JOB),
            tuple(800L, 0L, 3L, Jobs.JOB));
  }

  @Test
  void entriesThatComeTogetherHaveOneBalanceThatNamesTheirJobs() {
    pipe(Entries.deposit(ACME, "one", 1_000));
    for (int job = 0; job < 4; job++) {
      pipe(Entries.reserve(ACME, "job-" + job, 10));
    }
    pipe(Entries.deposit("other", "one", 7));
    assertThat(published())
        .as("each account's first at once")
        .extracting(AccountBalance::getAccount, AccountBalance::getEntries)
        .containsExactly(tuple(ACME, 1L), tuple("other", 1L));

    rest();
    pipe(Entries.settle(ACME, "job-0", 10, 10, Jobs.BEGIN));
    assertThat(published())
        .extracting(AccountBalance::getEntries, AccountBalance::getJobIds)
        .containsExactly(tuple(5L, List.of("job-0", "job-1", "job-2", "job-3")));
    rest();
    rest();
    assertThat(published())
        .extracting(AccountBalance::getEntries, AccountBalance::getJobIds)
        .containsExactly(tuple(6L, List.of("job-0")));
  }

  @Test
  void aBalanceDoesNotWaitWhenManyJobsDo() {
    for (int job = 0; job < 3 * BalancePublication.MOST_JOBS; job++) {
      pipe(Entries.reserve(ACME, "job-" + job, 10));
    }

    assertThat(published())
        .hasSizeBetween(3, 4)
        .allSatisfy(
            balance ->
                assertThat(balance.getJobIds()).hasSizeLessThan(BalancePublication.MOST_JOBS + 1));
  }

  /** What waited for its turn when the process ended would never be told of. */
  @Test
  void everyBalanceIsPublishedOnceAfterAStart() {
    driver
        .<String, AccountBalance>getKeyValueStore(LedgerTopology.BALANCES)
        .put(
            ACME,
            LedgerProjection.balance(
                Optional.empty(),
                new LedgerProjection.Placed(Entries.reserve(ACME, Jobs.JOB, 300), 0),
                List.of()));

    rest();
    assertThat(published())
        .extracting(AccountBalance::getReservedMicros, AccountBalance::getJobIds)
        .containsExactly(tuple(300L, List.of(Jobs.JOB)));
    rest();
    assertThat(published()).isEmpty();
  }

  @Test
  void aDepositWithTheSameReferenceCountsOnce() {
    pipe(Entries.deposit(ACME, "one", 1_000));
    pipe(Entries.deposit(ACME, "one", 2_000));
    pipe(Entries.deposit("other", "one", 4_000));

    assertThat(published())
        .extracting(AccountBalance::getCreditMicros)
        .containsExactly(1_000L, 4_000L);
    assertThat(repeated).isEqualTo(1);
  }

  @Test
  void anEntryThatCannotBeAddedCountsNotAtAllAndHoldsUpNobody() {
    pipe(Entries.deposit(ACME, "one", Long.MAX_VALUE));
    pipe(Entries.deposit(ACME, "two", 1));
    ledger.pipeInput("other", Entries.deposit(ACME, "three", 1));
    ledger.pipeInput(ACME, null);
    rest();
    pipe(Entries.reserve(ACME, Jobs.JOB, 300));

    assertThat(published()).extracting(AccountBalance::getEntries).containsExactly(1L, 2L);
    assertThat(unusable).isEqualTo(3);
  }

  /** The model keeps every entry and adds them up afresh; the topology has only its sums. */
  @Test
  void addsUpToWhatAnIndependentModelSaysOverRandomHistories() {
    var random = new Random(SEED);
    for (int number = 0; number < HISTORIES; number++) {
      var model = new Model("account-" + number, random);
      for (LedgerEntry entry : model.entries) {
        pipe(entry);
      }
      rest();

      var last = published().getLast();
      assertThat(last.getEntries()).isEqualTo(model.effective);
      assertThat(last.getCreditMicros()).isEqualTo(model.credit());
      assertThat(last.getReservedMicros()).isEqualTo(model.held());
      assertThat(usageOf(model.usage.keySet())).isEqualTo(model.usage);
    }
  }

  /** Other instances, and stores that exist, rely on these names: a change has to be meant. */
  @Test
  void isTheSecondSubTopologyOfTheView() throws IOException {
    var parts =
        new ViewTopology.Parts(
            _ -> new byte[0],
            new JobWatch(),
            new CommandProgress(),
            new ViewMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()),
            Duration.ofDays(1),
            Duration.ofDays(1));
    var whole =
        LedgerTopology.addTo(
            ViewTopology.build(serdes, parts),
            serdes,
            new LedgerMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()));

    assertThat(whole.describe().subtopologies())
        .filteredOn(part -> part.id() == 1)
        .singleElement()
        .asString()
        .isEqualToNormalizingNewlines(ViewTopologyTest.golden("ledger-topology.txt"));
  }

  private void pipe(LedgerEntry entry) {
    ledger.pipeInput(entry.getAccount(), entry);
  }

  private List<AccountBalance> published() {
    return driver
        .createOutputTopic(
            Topics.BALANCES.name(),
            new StringDeserializer(),
            serdes.deserializer(Topics.BALANCES.type()))
        .readValuesToList();
  }

  private Map<UsageKey, UsageTotals> usageOf(Set<UsageKey> keys) {
    var store = driver.<String, UsageTotals>getKeyValueStore(LedgerTopology.USAGE);
    var found = new HashMap<UsageKey, UsageTotals>();
    for (UsageKey key : keys) {
      var totals = UsageTotals.newBuilder(store.get(key.text())).setLedgerOffset(-1).build();
      found.put(key, totals);
    }
    return found;
  }

  /** Until an account may have its next balance. */
  private void rest() {
    driver.advanceWallClockTime(BalancePublication.INTERVAL);
  }

  /** A random history of one account, with what it has to come to. */
  private static final class Model {
    private final String account;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<String, Long> deposits = new HashMap<>();
    private final Map<String, Long> holds = new HashMap<>();
    private final List<Long> charges = new ArrayList<>();
    private final Map<UsageKey, UsageTotals> usage = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private int effective;

    Model(String account, Random random) {
      this.account = account;
      int length = 1 + random.nextInt(LONGEST_HISTORY);
      for (int i = 0; i < length; i++) {
        Instant at = Jobs.BEGIN.plus(Duration.ofHours(random.nextInt(100)));
        switch (random.nextInt(4)) {
          case 0 -> deposit("r" + random.nextInt(6), random.nextInt(1_000_000));
          case 1, 2 -> reserve(account + "-" + i, random.nextInt(300_000));
          default -> end(random, at);
        }
      }
    }

    long credit() {
      return deposits.values().stream().mapToLong(Long::longValue).sum()
          - charges.stream().mapToLong(Long::longValue).sum();
    }

    long held() {
      return holds.values().stream().mapToLong(Long::longValue).sum();
    }

    private void deposit(String reference, long micros) {
      append(Entries.deposit(account, reference, micros));
      deposits.putIfAbsent(reference, micros);
    }

    private void reserve(String job, long micros) {
      append(Entries.reserve(account, job, micros));
      holds.put(job, micros);
    }

    private void end(Random random, Instant at) {
      if (holds.isEmpty()) {
        reserve(account + "-first" + entries.size(), 1);
      }
      String job = holds.keySet().stream().sorted().findFirst().orElseThrow();
      long reserved = holds.remove(job);
      boolean delivered = random.nextBoolean();
      long charged = delivered ? random.nextLong(reserved + 1) : 0;
      append(
          delivered
              ? Entries.settle(account, job, reserved, charged, at)
              : Entries.refund(account, job, reserved, at));
      var use =
          delivered
              ? new UsageTotals(1L, 0L, 2L, 1L, charged, -1L)
              : new UsageTotals(0L, 1L, 0L, 0L, 0L, -1L);
      charges.add(charged);
      usage.merge(
          new UsageKey(account, at.atOffset(ZoneOffset.UTC).toLocalDate(), "enhance"),
          use,
          Model::sum);
    }

    private void append(LedgerEntry entry) {
      entries.add(entry);
      effective += ids.add(entry.getEntryId()) ? 1 : 0;
    }

    private static UsageTotals sum(UsageTotals one, UsageTotals other) {
      return new UsageTotals(
          one.getJobs() + other.getJobs(),
          one.getRefunded() + other.getRefunded(),
          one.getImages() + other.getImages(),
          one.getIdentityImages() + other.getIdentityImages(),
          one.getCostMicros() + other.getCostMicros(),
          -1L);
    }
  }
}
