package dev.likeness.callback.streams;

import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.testing.JobStatesContract;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.PartitionCount;
import dev.likeness.kit.kafka.Processing;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the real store, under an application id of its own. */
@ExtendWith(KafkaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // joining the group takes seconds
@NullUnmarked // fields are set before the tests
class LocalJobStatesIT implements JobStatesContract {
  private static final String SELF = "127.0.0.1:1";

  private Admin admin;
  private Producer<String, SpecificRecord> producer;
  private StreamsRuntime runtime;
  private LocalJobStates states;

  @BeforeAll
  void start(KafkaEndpoint kafka, @TempDir Path directory) throws InterruptedException {
    var clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    String application = TestTopics.uniqueName("view");
    var progress = new CommandProgress();
    var parts =
        new ViewTopology.Parts(
            _ -> new byte[0],
            new JobWatch(),
            progress,
            new ViewMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()),
            Duration.ofDays(1),
            Duration.ofDays(1));
    admin = clients.admin();
    new TopicProvisioner(admin, 2).provision(List.of(), List.of());
    producer = clients.producer("publisher");
    runtime =
        new StreamsRuntime(
            ViewTopology.build(clients.serdes(), parts),
            clients,
            new StreamsSettings(application, directory, SELF, 0, Processing.FOLDS));
    runtime.start();
    await().atMost(Duration.ofSeconds(30)).until(runtime::isRunning);
    states =
        new LocalJobStates(
            runtime.streams(),
            new StoreOwners(
                runtime.streams(),
                ViewTopology.JOBS,
                SELF,
                new PartitionCount(clients, Topics.JOB_COMMANDS.name())),
            new StoreFreshness(
                new CommandOffsets(admin, Topics.JOB_COMMANDS.name(), application), progress));
  }

  @AfterAll
  void stop() {
    runtime.close();
    producer.close();
    admin.close();
  }

  @Override
  public JobStates states() {
    return states;
  }

  @Override
  public void publish(JobCommand command) {
    send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), command.getJobId(), command));
  }

  @Override
  public void publish(JobEvent event) {
    send(new ProducerRecord<>(Topics.JOB_EVENTS.name(), event.getJobId(), event));
  }

  private void send(ProducerRecord<String, SpecificRecord> record) {
    try {
      var _ = producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the record could not be published", e);
    }
  }
}
