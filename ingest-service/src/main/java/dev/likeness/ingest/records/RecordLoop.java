package dev.likeness.ingest.records;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.kafka.GroupSettings;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.thread.SupervisedThread;
import dev.likeness.kit.time.BackoffSchedule;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of topics to work, as a member of a consumer group: one platform thread polls,
 * one virtual thread works on each record. Records do not wait for each other; an offset is
 * committed when its record and all before it are done. What is not done is taken again after a
 * pause that grows, and nothing is skipped. After a crash, a record may be taken twice.
 *
 * <p>A record at which the work throws, whatever it throws, is taken a few times and then given up
 * in the way that the work has for that: it holds up no other for good.
 */
public final class RecordLoop implements Managed {

  /**
   * What is read, and how much of it at a time.
   *
   * @param group consumer group; also begins the names of the threads
   * @param topics matches the names of the topics
   * @param atATime records at work in all; each partition may have one beyond that
   * @param ofPartition records of a partition that are not done
   * @param usualTime a record that is not done for longer is told of by the health check
   */
  public record Settings(
      String group, Pattern topics, int atATime, int ofPartition, Duration usualTime) {

    /**
     * Records of a partition from the first that is not done on, most of them done: so many may be
     * repeated after a crash.
     */
    int window() {
      return 20 * ofPartition;
    }
  }

  /** What is done with a record. Called on many threads at a time; may block. */
  public interface Work {
    /**
     * The next record of the partition is the first here, or stood before the last one: its topic
     * may be another of the same name.
     */
    default void beginsAnew(TopicPartition partition) {}

    /** Whether the record is done; if not, it has to be taken again. */
    boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;

    /**
     * Gives up a record at which {@link #take} threw each of several times, and tells whom it
     * concerns.
     *
     * @return whether it is done; if not, it has to be given up again
     */
    boolean giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
        throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);
  private static final Duration NEW_TOPICS_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(200), Duration.ofSeconds(20), 10, 0.2);

  /** With the pauses between them these take about half a minute. */
  static final int MAX_THROWS = 8;

  private final KafkaClients kafka;
  private final Settings settings;
  private final Work work;
  private final Runnable heldBack;
  private final RandomGenerator random;
  private final BackoffSchedule pauses;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicInteger working = new AtomicInteger();
  private final SupervisedThread thread;
  private volatile @Nullable RecordTurn turn;

  /**
   * @param heldBack called whenever a record is to be taken again, on any thread
   */
  public RecordLoop(
      KafkaClients kafka, Settings settings, Work work, Runnable heldBack, RandomGenerator random) {
    this(kafka, settings, work, heldBack, random, PAUSES);
  }

  /**
   * @param pauses between the tries of a record
   */
  RecordLoop(
      KafkaClients kafka,
      Settings settings,
      Work work,
      Runnable heldBack,
      RandomGenerator random,
      BackoffSchedule pauses) {
    this.kafka = kafka;
    this.settings = settings;
    this.work = work;
    this.heldBack = heldBack;
    this.random = random;
    this.pauses = pauses;
    this.thread = new SupervisedThread(settings.group(), this::run);
  }

  /**
   * @throws KafkaException if the broker does not answer within 30 s
   */
  @Override
  public void start() throws InterruptedException {
    kafka.put(GroupSettings.ofConsumers(settings.group()));
    thread.start();
  }

  /** Lets what is at work finish for a few seconds; the rest is taken by whoever reads next. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (!thread.stop(STOP_LIMIT)) {
      LOG.atWarn().addKeyValue("group", settings.group()).log("reading did not stop in time");
    }
  }

  /** Healthy while records are read, and none is at work for longer than usual. */
  public HealthCheck healthCheck() {
    HealthCheck threadCheck = thread.healthCheck();
    return new HealthCheck() {
      @Override
      protected Result check() {
        RecordTurn.Waiting oldest = oldest();
        return oldest != null && oldest.age().compareTo(settings.usualTime()) > 0
            ? Result.unhealthy(
                "%s",
                "the record "
                    + oldest.partition()
                    + " at offset "
                    + oldest.offset()
                    + " is not done for "
                    + oldest.age().toSeconds()
                    + " s; those behind it wait once there are too many")
            : threadCheck.execute();
      }
    };
  }

  /** For how long the oldest record at work here is not done, in seconds. */
  public long oldestSeconds() {
    RecordTurn.Waiting oldest = oldest();
    return oldest == null ? 0 : oldest.age().toSeconds();
  }

  private RecordTurn.@Nullable Waiting oldest() {
    RecordTurn current = turn;
    return current == null ? null : current.oldest();
  }

  private void run(SupervisedThread self) throws InterruptedException {
    var names = Thread.ofVirtual().name(settings.group() + "-", 0);
    var threads = Executors.newThreadPerTaskExecutor(names.factory());
    try (var consumer =
        kafka.rawConsumer(settings.group(), settings.ofPartition(), NEW_TOPICS_WITHIN)) {
      var begun =
          new RecordTurn(
              consumer, settings, this::takeUntilDone, work::beginsAnew, threads, working::get);
      turn = begun;
      consumer.subscribe(settings.topics(), begun);
      loop(begun);
      begun.finish(FINISH_LIMIT);
    } finally {
      turn = null;
      threads.shutdownNow(); // also after a failure: whoever reads next takes what is not done
    }
  }

  private void loop(RecordTurn turn) throws InterruptedException {
    int troubles = 0;
    while (stopping.getCount() > 0) {
      try {
        turn.take(POLL);
        troubles = 0;
      } catch (KafkaException e) { // a commit in a rebalance, or brokers out of reach
        LOG.atWarn()
            .addKeyValue("group", settings.group())
            .setCause(e)
            .log("records could not be read or committed");
        pause(++troubles);
      }
    }
  }

  private void takeUntilDone(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    int thrown = 0;
    for (int tries = 1; ; tries++) {
      try {
        if (take(record)) {
          return;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) { // errors too: this record alone is held up by what it brings about
        thrown++;
        logThrown(record, e, thrown);
        if (thrown >= MAX_THROWS) {
          giveUp(record, e);
          return;
        }
      }
      holdBack(tries);
    }
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    working.incrementAndGet();
    try {
      return work.take(record);
    } finally {
      working.decrementAndGet();
    }
  }

  private void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
      throws InterruptedException {
    for (int tries = 1; !isGivenUp(record, thrown); tries++) {
      holdBack(tries);
    }
  }

  private boolean isGivenUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
      throws InterruptedException {
    try {
      return work.giveUp(record, thrown);
    } catch (RuntimeException | Error e) {
      logThrown(record, e, MAX_THROWS);
      return false;
    }
  }

  private void holdBack(int tries) throws InterruptedException {
    heldBack.run();
    if (pause(tries)) {
      throw new InterruptedException("stopping");
    }
  }

  private static void logThrown(
      ConsumerRecord<byte[], byte[]> record, Throwable thrown, int times) {
    LOG.atError()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("times", times)
        .setCause(thrown)
        .log("work on a record failed unexpectedly");
  }

  /** Whether it is time to stop. */
  private boolean pause(int troubles) throws InterruptedException {
    Duration pause =
        pauses
            .delayAfter(Math.min(troubles, pauses.attempts() - 1), random::nextDouble)
            .orElse(Duration.ZERO);
    return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }
}
