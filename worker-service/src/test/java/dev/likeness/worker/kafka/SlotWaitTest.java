package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlotWaitTest {
  private final ManualClock clock = new ManualClock();
  private final Instant begin = clock.instant();
  private final SlotWait wait = new SlotWait(clock);

  @Test
  void waitsSinceItsFirstEmptyPollUntilItWorks() {
    assertThat(wait.since()).isEmpty();

    wait.waits();
    clock.advance(Duration.ofSeconds(3));
    wait.waits();
    assertThat(wait.since()).contains(begin);

    wait.works();
    assertThat(wait.since()).isEmpty();
  }

  @Test
  void joinsAgainOnceForEachTimeItIsAsked() {
    waitLong();

    wait.askToJoinAgain();

    assertThat(wait.joinsAgain()).isTrue();
    assertThat(wait.joinsAgain()).isFalse();
  }

  @Test
  void aSlotThatWorksOrHasJustBegunToWaitDoesNotJoinAgain() {
    wait.askToJoinAgain();
    assertThat(wait.joinsAgain()).isFalse();

    wait.waits();
    wait.askToJoinAgain();
    assertThat(wait.joinsAgain()).isFalse();
  }

  @Test
  void joinsAgainAtMostEveryHalfMinute() {
    waitLong();
    wait.askToJoinAgain();
    assertThat(wait.joinsAgain()).isTrue();

    clock.advance(SlotWait.MIN_BETWEEN_JOINS.minusMillis(1));
    wait.askToJoinAgain();
    assertThat(wait.joinsAgain()).isFalse();

    clock.advance(Duration.ofMillis(1));
    wait.askToJoinAgain();
    assertThat(wait.joinsAgain()).isTrue();
  }

  @Test
  void workThatCameMeanwhileAnswersTheQuestion() {
    waitLong();
    wait.askToJoinAgain();

    wait.works();

    assertThat(wait.joinsAgain()).isFalse();
  }

  private void waitLong() {
    wait.waits();
    clock.advance(SlotWait.MIN_WAIT);
  }
}
