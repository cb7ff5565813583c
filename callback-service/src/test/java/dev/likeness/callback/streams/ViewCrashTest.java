package dev.likeness.callback.streams;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static dev.likeness.callback.testing.Jobs.FIRST_ATTEMPT;
import static dev.likeness.callback.testing.Jobs.SECOND_ATTEMPT;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Succeeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a crash leaves, the view comes to know the same, and announces the same webhooks. */
class ViewCrashTest {
  private static final String PLAIN = "0".repeat(32);
  private static final String REDRIVEN = "1".repeat(32);
  private static final String PROFILE = "2".repeat(32);
  private static final String DELETED = "3".repeat(32);

  private final AvroSerdes serdes = new AvroSerdes("mock://view-crash");

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void crashesChangeNothing(long seed) throws IOException {
    boolean redrives = seed % 2 == 0;
    Outcome without = run(history(redrives), seed, 0);
    Outcome with = run(history(redrives), seed, 4);

    assertThat(with.callbacks()).as("seed %d", seed).isEqualTo(without.callbacks());
    assertThat(with.jobs()).as("seed %d", seed).isEqualTo(without.jobs());
    assertThat(with.listings()).as("seed %d", seed).isEqualTo(without.listings());
    assertThat(with.profiles()).as("seed %d", seed).isEqualTo(without.profiles());
    assertThat(without.callbacks()).hasSize(redrives ? 3 : 1);
    assertThat(without.profiles()).containsOnlyKeys(PROFILE);
  }

  /** What the world can see in the end; jobs as bytes, because Avro cannot compare them. */
  private record Outcome(
      Map<String, ByteBuffer> jobs,
      Map<String, Object> listings,
      Set<String> callbacks,
      Map<String, Profile> profiles) {}

  /**
   * @param crashes how many in twenty steps
   */
  private Outcome run(ReadTopics topics, long seed, int crashes) throws IOException {
    var random = new Random(seed);
    var task = task(topics, random);
    do {
      for (int steps = 0; task.step() || steps < 10; steps++) {
        int dice = random.nextInt(20);
        if (dice < crashes) {
          task.crash();
        } else if (dice < crashes + 2) {
          task.commit();
        }
        task.pass(10);
      }
      task.commit();
    } while (deliver(task, topics));

    var jobs = new TreeMap<String, ByteBuffer>();
    for (var entry : task.stores().content(ViewTopology.JOBS).entrySet()) {
      jobs.put(entry.getKey(), withoutPlaces((JobSnapshot) entry.getValue()));
    }
    var callbacks = new TreeSet<String>();
    var profiles = new HashMap<String, Profile>();
    for (var record : task.stored()) {
      switch (record.value()) {
        case CallbackDue due -> callbacks.add(due.getCallbackId());
        case Profile profile -> profiles.put(record.key(), profile);
        case null -> profiles.remove(record.key());
        default -> throw new AssertionError("no job is so old");
      }
    }
    return new Outcome(jobs, task.stores().content(ViewTopology.LISTINGS), callbacks, profiles);
  }

  /** As delivery does with what it can read for good. */
  private static boolean deliver(
      CrashingTask<SpecificRecord, String, SpecificRecord> task, ReadTopics topics) {
    boolean isAnnounced =
        task.stored().stream()
            .anyMatch(
                record -> record.value() instanceof CallbackDue && record.key().equals(PLAIN));
    if (!isAnnounced || topics.has(Topics.CALLBACK_ATTEMPTS.name())) {
      return false;
    }
    String end = PLAIN + "-" + Jobs.at(6).toEpochMilli();
    add(topics, Jobs.callbackAttempt(PLAIN, end, 1, CallbackOutcome.RETRY));
    add(topics, Jobs.callbackAttempt(PLAIN, end, 2, CallbackOutcome.DELIVERED));
    return true;
  }

  private static ByteBuffer withoutPlaces(JobSnapshot job) throws IOException {
    return JobSnapshot.newBuilder(job).setSequence(0).setTakenIn(null).build().toByteBuffer();
  }

  private CrashingTask<SpecificRecord, String, SpecificRecord> task(
      ReadTopics topics, Random random) {
    var parts =
        new ViewTopology.Parts(
            job -> ("rendered " + job.getSequence()).getBytes(StandardCharsets.UTF_8),
            new JobWatch(),
            new CommandProgress(),
            new ViewMetrics() {},
            new RecordFaults("test", new MetricRegistry(), InstantSource.system()),
            Duration.ofDays(30),
            Duration.ofDays(1));
    return new CrashingTask<>(
        () -> new ViewProcessor(parts),
        topics,
        List.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(ViewTopology.JOBS),
                Serdes.String(),
                serdes.serde(JobSnapshot.class)),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(ViewTopology.LISTINGS),
                Serdes.String(),
                Serdes.String()),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(ViewTopology.EMPTIED),
                Serdes.String(),
                Serdes.Long())),
        random,
        Jobs.BEGIN.toEpochMilli());
  }

  /**
   * @param redrives with a job that is taken up again: then in the order of times, because that
   *     follows from what the scheduler said before
   */
  private static ReadTopics history(boolean redrives) {
    var topics = new ReadTopics(redrives);
    var events = new ArrayList<JobEvent>();
    add(topics, Jobs.submit(PLAIN, CALLBACK_URL));
    add(topics, Jobs.train(PROFILE, null));
    add(topics, Jobs.train(DELETED, null));
    Stream.of(PLAIN, PROFILE, DELETED).map(Jobs::successfulEvents).forEach(events::addAll);
    if (redrives) {
      add(topics, Jobs.submit(REDRIVEN, CALLBACK_URL));
      events.addAll(redriven());
    }
    events.stream()
        .sorted(Comparator.comparing(JobEvent::getAt))
        .forEach(event -> add(topics, event));
    var deletion = Jobs.deletion(DELETED, 9);
    topics.add(Topics.PROFILE_DELETIONS.name(), DELETED, deletion, Jobs.at(9).toEpochMilli());
    return topics;
  }

  private static void add(ReadTopics topics, JobCommand command) {
    topics.add(
        Topics.JOB_COMMANDS.name(), command.getJobId(), command, command.getAt().toEpochMilli());
  }

  private static void add(ReadTopics topics, JobEvent event) {
    topics.add(Topics.JOB_EVENTS.name(), event.getJobId(), event, event.getAt().toEpochMilli());
  }

  private static void add(ReadTopics topics, CallbackAttempt attempt) {
    topics.add(
        Topics.CALLBACK_ATTEMPTS.name(),
        attempt.getJobId(),
        attempt,
        attempt.getAt().toEpochMilli());
  }

  /** Fails at second 8, is queued again at 20 and succeeds at 24. */
  private static List<JobEvent> redriven() {
    return List.of(
        Jobs.event(REDRIVEN, 1, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
        Jobs.event(REDRIVEN, 2, new Released(FIRST_ATTEMPT, 1, "default")),
        Jobs.event(REDRIVEN, 3, new Started(FIRST_ATTEMPT, "worker-1", "run-1")),
        Jobs.event(REDRIVEN, 4, new Progressed(FIRST_ATTEMPT, "run-1", "model", .5f)),
        Jobs.event(REDRIVEN, 5, new RetryScheduled(2, Jobs.at(6), Jobs.failure(), Jobs.at(4))),
        Jobs.failed(REDRIVEN, 8),
        Jobs.event(REDRIVEN, 20, new Queued(Lane.STANDARD, Jobs.price(), 1L)),
        Jobs.event(REDRIVEN, 21, new Released(SECOND_ATTEMPT, 1, "default")),
        Jobs.event(
            REDRIVEN,
            24,
            new Succeeded(SECOND_ATTEMPT, 1, Jobs.outcome(REDRIVEN), 120_000L, Jobs.at(23))));
  }
}
