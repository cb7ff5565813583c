package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.state.v1.StoredSubmission;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.testing.TopologyDrivers;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.SubmissionSource;
import dev.likeness.schema.v1.Submit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstSubmissionsTopologyTest {
  private static final JobId JOB = Jobs.id(1);
  private static final Duration REMEMBERED = Duration.ofDays(30);

  @TempDir private Path directory;

  private final AvroSerdes serdes = new AvroSerdes("mock://" + UUID.randomUUID());
  private TopologyTestDriver driver;
  private TestInputTopic<String, JobCommand> commands;

  @BeforeEach
  void start() {
    var config = new Properties();
    config.put("application.id", FirstSubmissionsTopology.APPLICATION_ID);
    config.put("bootstrap.servers", "nowhere:1");
    config.put("state.dir", directory.toString());
    driver =
        new TopologyTestDriver(
            FirstSubmissionsTopology.build(
                serdes,
                REMEMBERED,
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            config,
            Jobs.NOON);
    commands =
        driver.createInputTopic(
            Topics.JOB_COMMANDS.name(),
            new StringSerializer(),
            serdes.serde(Topics.JOB_COMMANDS).serializer());
  }

  @AfterEach
  void stop() {
    TopologyDrivers.close(driver);
  }

  @Test
  void keepsTheFirstOfThoseThatCanComeAgain() {
    command(named("one", Jobs.NOON), Jobs.NOON);
    command(named("other", Jobs.NOON), Jobs.NOON.plusSeconds(1));
    command(new Cancel("no more"), Jobs.NOON.plusSeconds(2));

    assertThat(first(JOB)).isEqualTo(new StoredSubmission("one", Jobs.NOON));
  }

  @Test
  void keepsWhatATopicAskedForAndNothingOfAnIdThatNoOtherHas() {
    var ofTopic =
        Submit.newBuilder(Jobs.submit(Jobs.NOON, Lane.BATCH, "of topic"))
            .setSource(new SubmissionSource("job-submissions.acme", "id", 0, 7L))
            .build();
    command(Jobs.id(2), ofTopic, Jobs.NOON);
    command(Jobs.id(3), Jobs.submit(Jobs.NOON, Lane.BATCH, "alone"), Jobs.NOON);

    assertThat(first(Jobs.id(2))).isNotNull();
    assertThat(first(Jobs.id(3))).isNull();
  }

  @Test
  void aSubmissionAfterTheTimeOfRemembranceIsAFirstOneAgain() {
    command(named("one", Jobs.NOON), Jobs.NOON);
    Instant later = Jobs.NOON.plus(REMEMBERED);

    command(named("other", later), later);
    command(named("one", Jobs.NOON), Jobs.NOON); // the log is read again

    assertThat(first(JOB)).isEqualTo(new StoredSubmission("other", later));
  }

  @Test
  void forgetsWhatIsTooOldAFewAtATime() {
    for (int i = 1; i <= 700; i++) {
      command(Jobs.id(i), named("one", Jobs.NOON), Jobs.NOON);
    }
    driver.advanceWallClockTime(REMEMBERED);
    assertThat(
            driver.<String, StoredSubmission>getKeyValueStore(FirstSubmissionsTopology.FIRST).all())
        .toIterable()
        .hasSize(200);

    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(first(JOB)).isNull();
    assertThat(first(Jobs.id(700))).isNull();
  }

  private static Submit named(String fingerprint, Instant at) {
    return Submit.newBuilder(Jobs.submit(at, Lane.BATCH, fingerprint))
        .setClientRequestId("order-7")
        .build();
  }

  private void command(Object command, Instant at) {
    command(JOB, command, at);
  }

  private void command(JobId job, Object command, Instant at) {
    commands.pipeInput(job.value(), Jobs.command(job, Jobs.ACCOUNT, at, command));
  }

  private @Nullable StoredSubmission first(JobId job) {
    KeyValueStore<String, StoredSubmission> store =
        driver.getKeyValueStore(FirstSubmissionsTopology.FIRST);
    return store.get(job.value());
  }
}
