package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.CancelAttempt;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JobControlTest {
  private final ManualClock clock = new ManualClock();
  private final AttemptsInHand attempts = new AttemptsInHand(clock);
  private final AtomicInteger untaken = new AtomicInteger();
  private final JobControl control =
      new JobControl(
          new KafkaClients(new KafkaSection("nowhere:1", "mock://nothing", Map.of()), "test"),
          attempts,
          untaken::incrementAndGet);
  private final Logger logger = (Logger) LoggerFactory.getLogger(JobControl.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void saysSoWhenAnAttemptIsCancelled() {
    control.cancel(cancel("a".repeat(32), false));

    assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("attempt cancelled");
    assertThat(attempts.isCancelled("a".repeat(32))).isTrue();
    assertThat(untaken).hasValue(0);
  }

  @Test
  void whatIsNoAttemptIsNotSaidToBeCancelled() {
    control.cancel(cancel("", false));

    assertThat(log.list).isEmpty();
    assertThat(attempts.isCancelled("")).isFalse();
  }

  @Test
  void whenAnAttemptIsUntakenTheSlotsThatWaitHearOfIt() {
    control.cancel(cancel("a".repeat(32), true));

    assertThat(untaken).hasValue(1);
  }

  private CancelAttempt cancel(String attempt, boolean untaken) {
    return CancelAttempt.newBuilder()
        .setJobId("1".repeat(32))
        .setAttemptId(attempt)
        .setReason("The job has ended.")
        .setAt(clock.instant())
        .setUntaken(untaken)
        .build();
  }
}
