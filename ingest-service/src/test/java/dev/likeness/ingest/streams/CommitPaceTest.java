package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private final CommitPace pace = new CommitPace();

  @Test
  void asksAtOnceForWhatSomebodyWaitsForAndForNothingElse() {
    assertThat(pace.isDue(1_000)).isFalse();

    pace.owe();

    assertThat(pace.isDue(1_000)).isTrue();
    assertThat(pace.isDue(2_000)).isFalse();
  }

  @Test
  void asksAgainNoSoonerThanTwentyMillisecondsLater() {
    pace.owe();
    assertThat(pace.isDue(1_000)).isTrue();
    pace.owe();

    assertThat(pace.isDue(1_019)).isFalse();
    assertThat(pace.isDue(1_020)).isTrue();
    assertThat(pace.isDue(1_100)).isFalse();
  }
}
