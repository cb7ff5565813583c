package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.PoolStatus;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.testing.TopologyDrivers;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTopologyTest {
  private static final JobId JOB = Jobs.id(1);

  @TempDir private Path directory;

  private final AvroSerdes serdes = new AvroSerdes("mock://scheduler-topology");
  private final AtomicInteger attempts = new AtomicInteger();
  private final LastLoad metrics = new LastLoad();
  private boolean randomThrows;
  private TopologyTestDriver driver;
  private TestInputTopic<String, JobCommand> commands;
  private TestInputTopic<String, JobEvent> reports;
  private TestOutputTopic<String, JobEvent> events;
  private final Deque<JobAttempt> ready = new ArrayDeque<>();
  private TestOutputTopic<String, LedgerEntry> ledger;
  private TestOutputTopic<String, DeadLetter> deadLetters;

  @BeforeEach
  void start() {
    var config = new Properties();
    config.put("application.id", SchedulerTopology.APPLICATION_ID);
    config.put("bootstrap.servers", "nowhere:1");
    config.put("state.dir", directory.toString());
    var lifecycle =
        new JobLifecycle(
            SchedulerRules.DEFAULTS,
            "default",
            PoolStatus.unknown(),
            () -> "%032x".formatted(attempts.incrementAndGet()),
            this::random);
    driver =
        new TopologyTestDriver(
            SchedulerTopology.build(
                lifecycle,
                serdes,
                ready::add,
                metrics,
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            config,
            Jobs.NOON);
    commands = input(Topics.JOB_COMMANDS);
    reports = input(Topics.ATTEMPT_REPORTS);
    events = output(Topics.JOB_EVENTS);
    ledger = output(Topics.LEDGER);
    deadLetters = output(Topics.DEAD_LETTERS);
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @Test
  void isTheTopologyThatWasReviewed() throws IOException {
    var lifecycle =
        new JobLifecycle(
            SchedulerRules.DEFAULTS, "default", PoolStatus.unknown(), () -> "", () -> 0);

    var description =
        SchedulerTopology.build(
                lifecycle,
                serdes,
                ready::add,
                SchedulerMetrics.none(),
                new RecordFaults("test", new MetricRegistry(), InstantSource.system()))
            .describe()
            .toString();

    assertThat(description.strip()).isEqualTo(golden().strip());
  }

  @Test
  void takesAJobToItsEnd() {
    commands.pipeInput(JOB.value(), Jobs.submitCommand(JOB, Jobs.NOON));
    JobAttempt attempt = ready.remove();
    report(
        new AttemptSucceeded(
            attempt.getAttemptId(), "worker", "run", Jobs.outcome(attempt, 1, Map.of())));

    assertThat(eventNames()).containsExactly("Queued", "Released", "Succeeded");
    var entries = ledger.readKeyValuesToList();
    assertThat(entries).extracting(entry -> entry.key).containsOnly(Jobs.ACCOUNT);
    assertThat(entries)
        .extracting(entry -> entry.value.getKind())
        .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
  }

  @Test
  void retriesByTheClockAndBuriesInTheEnd() {
    commands.pipeInput(JOB.value(), Jobs.submitCommand(JOB, Jobs.NOON));
    for (int i = 0; i < SchedulerRules.DEFAULTS.retries().attempts(); i++) {
      var failure = new Failure(FailureCode.INTERNAL.name(), "Sorry.");
      report(new AttemptFailed(ready.remove().getAttemptId(), "worker", failure));
      driver.advanceWallClockTime(Duration.ofSeconds(30));
    }

    assertThat(ready).isEmpty();
    assertThat(deadLetters.readValue().getAttempts()).isEqualTo(4);
    assertThat(eventNames()).endsWith("Failed");
  }

  @Test
  void hasPhotosFetchedAndStopsWhatIsCancelled() {
    commands.pipeInput(
        JOB.value(),
        Jobs.command(JOB, Jobs.ACCOUNT, Jobs.NOON, Jobs.submitByUrl(Jobs.NOON, Lane.STANDARD)));
    assertThat(ready).isEmpty();
    var due = output(Topics.INPUTS_DUE).readKeyValue();
    assertThat(due.key).isEqualTo(JOB.value());

    input(Topics.INPUTS_READY).pipeInput(JOB.value(), Jobs.inputsReady(due.value, Jobs.NOON));
    JobAttempt attempt = ready.remove();
    commands.pipeInput(JOB.value(), Jobs.cancelCommand(JOB, Jobs.NOON));

    assertThat(attempt.getSpec().getInputs()).hasSize(2);
    var stop = output(Topics.JOB_CONTROL).readKeyValue();
    assertThat(stop.key).isEqualTo(JOB.value());
    assertThat(stop.value.getAttemptId()).isEqualTo(attempt.getAttemptId());
    assertThat(eventNames()).containsExactly("Queued", "Released", "Cancelled");
  }

  @Test
  void showsItsQueueOnceASecondWhenItChanged() {
    var queue = output(Topics.QUEUE_STATUS);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(queue.readValue().getLanes()).hasSize(Lane.values().length);
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    assertThat(queue.isEmpty()).isTrue();

    for (int i = 1; i <= 3; i++) {
      commands.pipeInput(Jobs.id(i).value(), Jobs.submitCommand(Jobs.id(i), Jobs.NOON));
    }
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    var shown = queue.readKeyValue();
    assertThat(shown.key).isEqualTo("0");
    assertThat(shown.value.getLanes())
        .filteredOn(lane -> lane.getLane() == Lane.STANDARD)
        .extracting(LaneQueue::getTurn)
        .containsExactly(3L);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void isNotMovedByEventsThatAreNoReports() {
    commands.pipeInput(JOB.value(), Jobs.submitCommand(JOB, Jobs.NOON));
    var own = events.readKeyValuesToList();

    reports.pipeKeyValueList(own);

    assertThat(events.isEmpty()).isTrue();
    assertThat(ready).hasSize(1);
  }

  @Test
  void skipsRecordsThatDoNotNameTheJobOfTheirKey() {
    commands.pipeInput(Jobs.id(2).value(), Jobs.submitCommand(JOB, Jobs.NOON));
    var nameless = Jobs.submitCommand(JOB, Jobs.NOON);
    nameless.put(0, "not a job id");
    commands.pipeInput("not a job id", nameless);
    commands.pipeInput(Jobs.id(3).value(), null);

    commands.pipeInput(JOB.value(), Jobs.submitCommand(JOB, Jobs.NOON));

    assertThat(ready).hasSize(1);
  }

  @Test
  void aRecordAtWhichTheSchedulerThrowsEndsItsJobAndHoldsUpNobody() {
    commands.pipeInput(JOB.value(), Jobs.submitCommand(JOB, Jobs.NOON));
    randomThrows = true;
    var failure = new Failure(FailureCode.INTERNAL.name(), "Sorry.");
    report(new AttemptFailed(ready.remove().getAttemptId(), "worker", failure));
    randomThrows = false;
    commands.pipeInput(Jobs.id(2).value(), Jobs.submitCommand(Jobs.id(2), Jobs.NOON));
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(eventNames()).containsExactly("Queued", "Released", "Failed", "Queued", "Released");
    assertThat(ledger.readValuesToList())
        .extracting(LedgerEntry::getKind)
        .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.REFUND, LedgerEntryKind.RESERVE);
  }

  @Test
  void tellsItsLoad() {
    for (int i = 1; i <= SchedulerRules.DEFAULTS.releaseWindow() + 1; i++) {
      commands.pipeInput(Jobs.id(i).value(), Jobs.submitCommand(Jobs.id(i), Jobs.NOON));
    }

    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(metrics.load)
        .isEqualTo(
            new SchedulerMetrics.Load(1, SchedulerRules.DEFAULTS.releaseWindow(), 0, 0, Jobs.NOON));
  }

  private double random() {
    if (randomThrows) {
      throw new StackOverflowError();
    }
    return 0.5;
  }

  private void report(Object event) {
    reports.pipeInput(JOB.value(), Jobs.event(JOB, Jobs.NOON, event));
  }

  private List<String> eventNames() {
    return events.readValuesToList().stream()
        .map(event -> event.getEvent().getClass().getSimpleName())
        .toList();
  }

  private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), serdes.serde(topic).serializer());
  }

  private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), serdes.serde(topic).deserializer());
  }

  private static String golden() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(
            SchedulerTopologyTest.class.getResourceAsStream("scheduler-topology.txt"))) {
      return new String(text.readAllBytes(), UTF_8);
    }
  }

  private static final class LastLoad implements SchedulerMetrics {
    private @Nullable Load load;

    @Override
    public void load(int partition, Load load) {
      this.load = load;
    }
  }
}
