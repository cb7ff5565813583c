package dev.likeness.worker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageClockTest {
  private final List<Double> fractions = new ArrayList<>();
  private long nanos;
  private final StageClock clock =
      new StageClock(() -> nanos, (_, fraction) -> fractions.add(fraction));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void neverGoesBackHoweverManyOutputsThereAre(int outputs) {
    clock.during(Stage.FETCH, () -> 0);
    clock.during(Stage.DECODE, () -> 0);
    for (int i = 0; i < outputs; i++) {
      clock.beginOutput(i, outputs);
      clock.during(Stage.MODEL, () -> reach(Stage.MODEL));
      clock.during(Stage.ENCODE, () -> 0);
    }
    clock.during(Stage.STORE, () -> reach(Stage.STORE));

    assertThat(fractions).isSorted().doesNotHaveDuplicates().startsWith(0.0).endsWith(1.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void neverGoesBackHoweverManyTriesAreNeeded(int tries) {
    for (int i = 0; i < tries; i++) {
      clock.beginCandidate(i, 3);
      clock.during(Stage.FETCH, () -> 0);
      clock.during(Stage.MODEL, () -> reach(Stage.MODEL));
      clock.during(Stage.IDENTITY, () -> 0);
    }
    assertThat(fractions.getLast()).isLessThan(.95 * (tries == 3 ? 1 : 1 - Math.pow(.5, tries)));
    clock.during(Stage.STORE, () -> reach(Stage.STORE));

    assertThat(fractions).isSorted().startsWith(0.0).endsWith(1.0);
  }

  @Test
  void addsUpTheTimesOfAStage() {
    clock.during(Stage.MODEL, () -> nanos += TimeUnit.MICROSECONDS.toNanos(5_400));
    clock.during(Stage.MODEL, () -> nanos += TimeUnit.MICROSECONDS.toNanos(5_400));

    assertThat(clock.millis()).containsOnly(entry("model", 11L));
  }

  @Test
  void alsoMeasuresWhatFails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                clock.during(
                    Stage.STORE,
                    () -> {
                      nanos += TimeUnit.MILLISECONDS.toNanos(3);
                      throw new IllegalStateException("no store");
                    }));

    assertThat(clock.millis()).containsOnly(entry("store", 3L));
  }

  private int reach(Stage stage) {
    clock.reached(stage, .5);
    clock.reached(stage, stage == Stage.STORE ? 1 : .9);
    return 0;
  }

  private static Map.Entry<String, Long> entry(String stage, long millis) {
    return Map.entry(stage, millis);
  }
}
