package dev.likeness.ingest.records;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.kafka.GroupSettings;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.time.BackoffSchedule;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of topics to work, as a member of a consumer group: one platform thread polls,
 * one virtual thread works on each record. Records do not wait for each other; an offset is
 * committed when its record and all before it are done. What is not done is taken again after a
 * pause that grows, and nothing is skipped. After a crash, a record may be taken twice.
 */
public final class RecordLoop implements Managed {

  /**
   * What is read, and how much of it at a time.
   *
   * @param group consumer group; also begins the names of the threads
   * @param topics matches the names of the topics
   * @param atATime records at work in all
   * @param ofPartition records of a partition at work, from the first that is not done on: so many
   *     may be repeated after a crash
   */
  public record Settings(String group, Pattern topics, int atATime, int ofPartition) {}

  /** What is done with a record. Called on many threads at a time; may block. */
  public interface Work {
    /** Whether the record is done; if not, it has to be taken again. */
    boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);
  private static final Duration NEW_TOPICS_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(200), Duration.ofSeconds(20), 10, 0.2);

  private final KafkaClients kafka;
  private final Settings settings;
  private final Work work;
  private final Runnable heldBack;
  private final RandomGenerator random;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param heldBack called whenever a record is to be taken again, on any thread
   */
  public RecordLoop(
      KafkaClients kafka, Settings settings, Work work, Runnable heldBack, RandomGenerator random) {
    this.kafka = kafka;
    this.settings = settings;
    this.work = work;
    this.heldBack = heldBack;
    this.random = random;
    this.thread = Thread.ofPlatform().name(settings.group()).unstarted(this::run);
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
    if (thread.isAlive() && !thread.join(STOP_LIMIT)) {
      LOG.atWarn().addKeyValue("group", settings.group()).log("reading did not stop in time");
    }
  }

  /** Healthy while the thread lives. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return thread.isAlive()
            ? Result.healthy()
            : Result.unhealthy("the thread that reads for " + settings.group() + " has ended");
      }
    };
  }

  private void run() {
    var names = Thread.ofVirtual().name(settings.group() + "-", 0);
    try (var consumer =
            kafka.rawConsumer(settings.group(), settings.ofPartition(), NEW_TOPICS_WITHIN);
        var threads = Executors.newThreadPerTaskExecutor(names.factory())) {
      var turn = new RecordTurn(consumer, settings, this::takeUntilDone, threads);
      consumer.subscribe(settings.topics(), turn);
      loop(turn);
      turn.finish(FINISH_LIMIT);
      threads.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("group", settings.group()).setCause(e).log("reading has ended");
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
    for (int tries = 1; !take(record); tries++) {
      heldBack.run();
      if (pause(tries)) {
        throw new InterruptedException("stopping");
      }
    }
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      return work.take(record);
    } catch (RuntimeException e) { // a fault of ours: the record is kept until it is mended
      LOG.atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("work on a record failed unexpectedly");
      return false;
    }
  }

  /** Whether it is time to stop. */
  private boolean pause(int troubles) throws InterruptedException {
    Duration pause =
        PAUSES
            .delayAfter(Math.min(troubles, PAUSES.attempts() - 1), random::nextDouble)
            .orElse(Duration.ZERO);
    return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }
}
