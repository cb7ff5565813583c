package dev.likeness.ingest.inputs;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.PhotoCheck;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.RemovalDue;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The role {@code inputs}: fetches the photos of jobs, and removes what is needed no longer.
 * Instances with this role share the work.
 */
public final class InputsRole implements Managed {

  /**
   * Limits of the role.
   *
   * @param fetches photos at a time, each held in memory until it is stored; accounts share them
   * @param fetchesFromHost of them for one account from one host
   * @param photos how large a photo may be
   * @param removeAgain from the deletion of a profile to the second removal of its blobs: longer
   *     than a training may take to stop
   */
  public record Limits(
      int fetches, int fetchesFromHost, ImageLimits photos, Duration removeAgain) {}

  /** Records that wait for a host are cheap: the more there are, the less one host holds up. */
  private static final int JOBS = 1_000;

  /** More than the scheduler asks for at a time (200 at most), so that nobody waits here. */
  private static final int JOBS_OF_PARTITION = 250;

  private static final int REMOVALS = 1_000;

  /** With the fetch itself, less than the scheduler waits for an answer (15 minutes). */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** Photos of a job that waits for slow hosts take minutes; more is not usual. */
  private static final Duration USUAL_FETCH = Duration.ofMinutes(15);

  private static final Duration USUAL_REMOVAL = Duration.ofMinutes(5);

  private final InputsAnswers answers;
  private final CancelledJobs cancelled;
  private final RecordLoop fetches;
  private final RecordLoop removals;

  public InputsRole(
      KafkaClients kafka,
      String group,
      ImageFetcher fetcher,
      BlobStore blobs,
      StorageQuota quota,
      Limits limits,
      InstantSource clock,
      InputsMetrics metrics,
      RandomGenerator random) {
    this.answers = new InputsAnswers(kafka.producer("inputs"));
    var room = new FetchRoom(limits.fetches(), limits.fetchesFromHost(), LONGEST_WAIT);
    this.cancelled = new CancelledJobs(kafka, clock, room::dismiss);
    var collector =
        new PhotoCollector(
            fetcher,
            room,
            cancelled::contains,
            new PhotoCheck(limits.photos()),
            blobs,
            quota,
            clock,
            metrics);
    this.fetches =
        new RecordLoop(
            kafka,
            new RecordLoop.Settings(
                group, named(Topics.INPUTS_DUE), JOBS, JOBS_OF_PARTITION, USUAL_FETCH),
            new InputsDesk(
                new RecordReader<>(kafka.serdes().deserializer(InputsDue.class)),
                collector,
                answers,
                clock,
                metrics),
            metrics::heldBack,
            random);
    this.removals =
        new RecordLoop(
            kafka,
            new RecordLoop.Settings(
                group + "-removals",
                named(Topics.PROFILE_DELETIONS, Topics.REMOVALS_DUE),
                REMOVALS,
                REMOVALS,
                limits.removeAgain().plus(USUAL_REMOVAL)),
            new BlobRemoval(
                kafka.serdes().deserializer(ProfileDeletion.class),
                kafka.serdes().deserializer(RemovalDue.class),
                blobs,
                limits.removeAgain(),
                clock,
                metrics),
            metrics::heldBack,
            random);
  }

  @Override
  public void start() throws InterruptedException {
    cancelled.start();
    fetches.start();
    removals.start();
  }

  @Override
  public void stop() throws InterruptedException {
    fetches.stop();
    removals.stop();
    cancelled.stop();
    answers.close();
  }

  /** For how long the oldest job whose photos are fetched here waits, in seconds. */
  public long oldestFetchSeconds() {
    return fetches.oldestSeconds();
  }

  public HealthCheck fetchesHealth() {
    return fetches.healthCheck();
  }

  /** Healthy while it hears which jobs have ended. */
  public HealthCheck cancelledHealth() {
    return cancelled.healthCheck();
  }

  public HealthCheck removalsHealth() {
    return removals.healthCheck();
  }

  private static Pattern named(Topic<?>... topics) {
    return Pattern.compile(
        Stream.of(topics)
            .map(topic -> Pattern.quote(topic.name()))
            .collect(Collectors.joining("|")));
  }
}
