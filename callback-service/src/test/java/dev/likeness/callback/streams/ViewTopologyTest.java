package dev.likeness.callback.streams;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static dev.likeness.callback.testing.Jobs.JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.testing.TopologyDrivers;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.RemovalDue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NullUnmarked // fields are set before each test
class ViewTopologyTest {
  private final AvroSerdes serdes = new AvroSerdes("mock://view-topology");
  private final CommandProgress progress = new CommandProgress();
  private final JobWatch watch = new JobWatch();
  @TempDir private Path state;
  private TopologyTestDriver driver;
  private int starts;
  private @Nullable Throwable thrownByRendering;

  @BeforeEach
  void start() {
    start(Jobs.BEGIN);
  }

  private void start(Instant now) {
    var config = new Properties();
    config.put("application.id", "view-test");
    config.put("bootstrap.servers", "none:1");
    // A folder for each start: RocksDB may hold the lock of the one before for a moment longer.
    config.put("state.dir", state.resolve("start-" + starts++).toString());
    var parts =
        new ViewTopology.Parts(
            this::render,
            watch,
            progress,
            new ViewMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()),
            Duration.ofDays(30),
            Duration.ofDays(1));
    driver = new TopologyTestDriver(ViewTopology.build(serdes, parts), config, now);
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @Test
  void keepsTheJobAndAsksForItsCallbackOnce() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, CALLBACK_URL), Jobs.BEGIN);
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));

    assertThat(stored(JOB).getStatus()).isEqualTo(JobStatus.SUCCEEDED);
    var callbacks =
        driver.createOutputTopic(
            Topics.CALLBACKS_DUE.name(),
            new StringDeserializer(),
            serdes.deserializer(Topics.CALLBACKS_DUE.type()));
    assertThat(callbacks.readKeyValuesToList())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.key).isEqualTo(JOB);
              assertThat(due.value.getUrl()).isEqualTo(CALLBACK_URL);
              assertThat(due.value.getAt()).isEqualTo(Jobs.at(6));
              assertThat(StandardCharsets.UTF_8.decode(due.value.getBody()).toString())
                  .isEqualTo("rendered 7");
            });
  }

  @Test
  void progressCountsCommandsThatChangeNothing() {
    var commands = input(Topics.JOB_COMMANDS);
    commands.pipeInput(JOB, Jobs.command(JOB, 1, new Cancel("unknown job")));
    commands.pipeInput("not a job id", Jobs.submit(JOB, null));

    assertThat(progress.hasReached(0, 2)).isTrue();
    assertThat(progress.hasReached(0, 3)).isFalse();
    assertThat(stored(JOB)).isNull();
  }

  @ParameterizedTest
  @MethodSource("whatRenderingCanThrow")
  void aRecordThatCannotBeUsedChangesNothingAndHoldsUpNobody(Throwable thrown) {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, CALLBACK_URL));
    thrownByRendering = thrown;
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 1));
    assertThat(stored(JOB).getStatus()).isEqualTo(JobStatus.QUEUED);

    thrownByRendering = null;
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 2));
    assertThat(stored(JOB).getStatus()).isEqualTo(JobStatus.FAILED);
  }

  static Stream<Throwable> whatRenderingCanThrow() {
    return Stream.of(new IllegalArgumentException("not a blob key"), new StackOverflowError());
  }

  /** Else whoever has sent it would wait for the view to have passed it. */
  @Test
  void progressCountsCommandsThatCannotBeUsed() {
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 1));
    thrownByRendering = new StackOverflowError();

    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, CALLBACK_URL));

    assertThat(stored(JOB).getSubmitted()).isFalse();
    assertThat(progress.hasReached(0, 1)).isTrue();
  }

  @Test
  void aTimeFarOutsideOfTimeHoldsUpNobody() {
    var command = Jobs.submit(JOB, null);
    var never = JobCommand.newBuilder(command).setAt(Instant.ofEpochMilli(Long.MAX_VALUE)).build();
    input(Topics.JOB_COMMANDS).pipeInput(JOB, never, Jobs.BEGIN);

    driver.advanceWallClockTime(Duration.ofDays(31));

    assertThat(stored(JOB)).isNotNull();
  }

  @Test
  void wakesThoseWhoWait() throws InterruptedException {
    try (var waiting = watch.open(JOB)) {
      input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null));

      waiting.await(Duration.ofDays(1)); // returns only because it was woken
      assertThat(stored(JOB)).isNotNull();
    }
    assertThat(watch.size()).isZero();
  }

  @Test
  void forgetsAJobThirtyDaysAfterItsEnd() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null), Jobs.BEGIN);
    driver.advanceWallClockTime(Duration.ofDays(29));
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 86_400 * 29), Jobs.at(86_400 * 29));

    driver.advanceWallClockTime(Duration.ofDays(2));
    assertThat(stored(JOB)).as("two days after its end").isNotNull();
    driver.advanceWallClockTime(Duration.ofDays(29));
    assertThat(listings()).as("31 days after its end").isEmpty();
    assertThat(stored(JOB)).as("until what follows is stored").isNotNull();
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(stored(JOB)).isNull();
    assertThat(emptied()).isEmpty();
  }

  /** What was asked for may not be stored when the thread ends; the job is what reminds of it. */
  @Test
  void asksAgainForWhatFollowsWhenItStartsAgain() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));
    driver.advanceWallClockTime(Duration.ofDays(31));
    assertThat(removals()).hasSize(1);
    assertThat(profiles()).last().isNull();

    var kept = stored(JOB);
    TopologyDrivers.close(driver);
    start(Jobs.BEGIN.plus(Duration.ofDays(31)));
    driver.<String, JobSnapshot>getKeyValueStore(ViewTopology.JOBS).put(JOB, kept);
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    assertThat(removals()).hasSize(1);
    assertThat(profiles()).containsExactly((Profile) null);
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(stored(JOB)).isNull();
    assertThat(removals()).isEmpty();
  }

  @Test
  void aJobThatIsTakenUpAgainWhileItIsBeingForgottenStays() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));
    driver.advanceWallClockTime(Duration.ofDays(31));
    assertThat(listings()).isEmpty();

    int later = 86_400 * 31;
    var queued = new Queued(Lane.TRAINING, Jobs.price(), 8L);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.event(JOB, later, queued), Jobs.at(later));
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, later + 1), Jobs.at(later + 1));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);

    assertThat(stored(JOB)).isNotNull();
    assertThat(listings()).containsExactly("jobs", "profiles");
    assertThat(profiles()).last().isNotNull();
  }

  /** The scheduler has forgotten the first by then; this view looks at it some time later. */
  @Test
  void aJobWithTheIdOfOneWhoseRetentionIsOverTakesItsPlace() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));
    var early = Jobs.at(86_400 * 29);
    var late = Jobs.at(86_400 * 31);

    input(Topics.JOB_COMMANDS).pipeInput(JOB, submit(early), early);
    assertThat(stored(JOB).getStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(removals()).isEmpty();
    input(Topics.JOB_COMMANDS).pipeInput(JOB, submit(late), late);
    assertThat(stored(JOB).getStatus()).isEqualTo(JobStatus.QUEUED);
    assertThat(stored(JOB).getCreatedAt()).isEqualTo(late);
    assertThat(removals()).hasSize(1);
    assertThat(listings()).containsExactly("jobs");
  }

  private static JobCommand submit(Instant at) {
    return JobCommand.newBuilder(Jobs.submit(JOB, null)).setAt(at).build();
  }

  @Test
  void aRecordThatComesWhileAJobIsBeingForgottenLeavesNothingOfIt() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));
    driver.advanceWallClockTime(Duration.ofDays(31));
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.command(JOB, 6, new Cancel("late")));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);

    assertThat(stored(JOB)).isNull();
    assertThat(listings()).isEmpty();
    assertThat(profiles()).last().isNull();
  }

  /** However many they are, and a bounded number at a time. */
  @Test
  void looksThroughAllJobs() {
    int jobs = 3 * JobRetention.LOOKS_AT_A_TIME + 1;
    for (int i = 0; i < jobs; i++) {
      String job = Jobs.freshId();
      input(Topics.JOB_COMMANDS).pipeInput(job, Jobs.submit(job, null), Jobs.BEGIN);
      input(Topics.JOB_EVENTS).pipeInput(job, Jobs.failed(job, 1), Jobs.at(1));
    }

    driver.advanceWallClockTime(Duration.ofDays(31));
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    assertThat(removals()).hasSize(4).allSatisfy(due -> assertThat(due.getJobs()).isNotEmpty());
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(listings()).isEmpty();
    try (var left = driver.<String, JobSnapshot>getKeyValueStore(ViewTopology.JOBS).all()) {
      assertThat(left.hasNext()).isFalse();
    }
  }

  @Test
  void theFilesOfAJobThatDeliveredGoWithTheJob() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null), Jobs.BEGIN);
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));

    driver.advanceWallClockTime(Duration.ofDays(29));
    assertThat(removals()).isEmpty();
    driver.advanceWallClockTime(Duration.ofDays(2));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(stored(JOB)).isNull();
    assertThat(removals())
        .singleElement()
        .satisfies(
            due ->
                assertThat(due.getJobs())
                    .containsExactly(
                        new JobFiles(
                            JOB,
                            Jobs.ACCOUNT,
                            Operation.ENHANCE,
                            Jobs.at(6).plus(Duration.ofDays(30)))));
  }

  @ParameterizedTest
  @MethodSource("endsThatDeliverNothing")
  void theFilesOfAJobThatDeliveredNothingGoADayAfterItsEnd(Object end) {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.event(JOB, 3600, end), Jobs.at(3600));

    driver.advanceWallClockTime(Duration.ofHours(24));
    assertThat(removals()).as("23 hours after its end").isEmpty();
    driver.advanceWallClockTime(Duration.ofHours(2));
    assertThat(stored(JOB)).isNotNull();
    assertThat(removals())
        .singleElement()
        .satisfies(
            due ->
                assertThat(due.getJobs())
                    .extracting(JobFiles::getJobId, JobFiles::getOperation)
                    .containsExactly(tuple(JOB, Operation.TRAIN)));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    driver.advanceWallClockTime(JobRetention.REST);
    assertThat(removals()).as("once is enough").isEmpty();
    assertThat(emptied()).containsExactly(JOB);
  }

  static Stream<Object> endsThatDeliverNothing() {
    return Stream.of(
        new Failed(Jobs.failure(), 1, null), new Cancelled("asked to"), new Expired(Jobs.at(3600)));
  }

  @Test
  void aJobThatWasTakenUpAgainKeepsItsFiles() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));
    var queued = new Queued(Lane.STANDARD, Jobs.price(), 8L);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.event(JOB, 10, queued), Jobs.at(10));

    driver.advanceWallClockTime(Duration.ofDays(2));
    assertThat(removals()).isEmpty();
  }

  @Test
  void theFilesOfManyJobsAreAskedToBeRemovedInOneRecord() {
    for (int i = 0; i < 100; i++) {
      String job = Jobs.freshId();
      input(Topics.JOB_COMMANDS).pipeInput(job, Jobs.submit(job, null), Jobs.BEGIN);
      input(Topics.JOB_EVENTS).pipeInput(job, Jobs.failed(job, 1), Jobs.at(1));
    }

    driver.advanceWallClockTime(Duration.ofDays(2));
    assertThat(removals()).singleElement().satisfies(due -> assertThat(due.getJobs()).hasSize(100));
  }

  @Test
  void theFilesOfAUsableProfileStay() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));

    driver.advanceWallClockTime(Duration.ofDays(70));
    assertThat(removals()).isEmpty();
  }

  @Test
  void tellsEveryChangeOfAProfileAndItsDeletion() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, "max"), Jobs.BEGIN);
    input(Topics.INPUTS_READY).pipeInput(JOB, Jobs.inputsReady(JOB, 1, null), Jobs.at(1));
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));
    input(Topics.PROFILE_DELETIONS).pipeInput(JOB, Jobs.deletion(JOB, 9), Jobs.at(9));

    var told = profiles();
    assertThat(told).last().isNull();
    assertThat(told.subList(0, told.size() - 1))
        .extracting(Profile::getStatus)
        .containsExactly(
            ProfileStatus.VALIDATING,
            ProfileStatus.QUEUING,
            ProfileStatus.QUEUING,
            ProfileStatus.IN_PROGRESS,
            ProfileStatus.READY);
    assertThat(stored(JOB).getProfileDeletedAt()).isEqualTo(Jobs.at(9));
    assertThat(listings()).containsExactly("jobs");
  }

  @Test
  void theJobOfAUsableProfileStaysUntilLongAfterTheProfilesDeletion() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));
    assertThat(listings()).containsExactly("jobs", "profiles");

    driver.advanceWallClockTime(Duration.ofDays(70));
    assertThat(stored(JOB)).as("the profile lives").isNotNull();
    int deletion = 86_400 * 70;
    input(Topics.PROFILE_DELETIONS).pipeInput(JOB, Jobs.deletion(JOB, deletion), Jobs.at(deletion));
    driver.advanceWallClockTime(Duration.ofDays(29));
    assertThat(stored(JOB)).isNotNull();
    driver.advanceWallClockTime(Duration.ofDays(32));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(stored(JOB)).isNull();
    assertThat(listings()).isEmpty();
  }

  @Test
  void aProfileThatFailedIsForgottenWithItsJob() {
    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.train(JOB, null), Jobs.BEGIN);
    input(Topics.JOB_EVENTS).pipeInput(JOB, Jobs.failed(JOB, 5), Jobs.at(5));

    driver.advanceWallClockTime(Duration.ofDays(31));
    driver.advanceWallClockTime(JobRetention.STORED_AFTER);
    assertThat(stored(JOB)).isNull();
    assertThat(listings()).isEmpty();
    assertThat(profiles()).last().isNull();
  }

  @Test
  void aJobOfWhichOnlyEventsAreKnownIsNotListed() {
    Jobs.successfulEvents(JOB)
        .forEach(event -> input(Topics.JOB_EVENTS).pipeInput(JOB, event, event.getAt()));
    assertThat(listings()).isEmpty();

    input(Topics.JOB_COMMANDS).pipeInput(JOB, Jobs.submit(JOB, null), Jobs.BEGIN);
    assertThat(listings()).containsExactly("jobs");
  }

  /** Other instances, and stores that exist, rely on these names: a change has to be meant. */
  @Test
  void theTopologyIsTheOneOnRecord() throws IOException {
    var parts =
        new ViewTopology.Parts(
            _ -> new byte[0],
            watch,
            progress,
            new ViewMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()),
            Duration.ofDays(1),
            Duration.ofDays(1));

    assertThat(ViewTopology.build(serdes, parts).describe().toString())
        .isEqualToNormalizingNewlines(golden("view-topology.txt"));
  }

  static String golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ViewTopologyTest.class.getResourceAsStream("/" + name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private byte[] render(JobSnapshot job) {
    switch (thrownByRendering) {
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case null, default -> {}
    }
    return ("rendered " + job.getSequence()).getBytes(StandardCharsets.UTF_8);
  }

  private List<Profile> profiles() {
    return driver
        .createOutputTopic(
            Topics.PROFILES.name(),
            new StringDeserializer(),
            serdes.deserializer(Topics.PROFILES.type()))
        .readValuesToList();
  }

  private List<RemovalDue> removals() {
    return driver
        .createOutputTopic(
            Topics.REMOVALS_DUE.name(),
            new StringDeserializer(),
            serdes.deserializer(Topics.REMOVALS_DUE.type()))
        .readValuesToList();
  }

  /** The kinds of lists in which the one job stands. */
  private List<String> listings() {
    var kinds = new ArrayList<String>();
    try (var entries = driver.<String, String>getKeyValueStore(ViewTopology.LISTINGS).all()) {
      entries.forEachRemaining(entry -> kinds.add(entry.key.substring(0, entry.key.indexOf('/'))));
    }
    return kinds;
  }

  private List<String> emptied() {
    var jobs = new ArrayList<String>();
    try (var marks = driver.<String, Long>getKeyValueStore(ViewTopology.EMPTIED).all()) {
      marks.forEachRemaining(mark -> jobs.add(mark.key));
    }
    return jobs;
  }

  private JobSnapshot stored(String jobId) {
    return driver.<String, JobSnapshot>getKeyValueStore(ViewTopology.JOBS).get(jobId);
  }

  private TestInputTopic<String, SpecificRecord> input(Topic<?> topic) {
    return driver.createInputTopic(topic.name(), new StringSerializer(), serdes.serializer());
  }
}
