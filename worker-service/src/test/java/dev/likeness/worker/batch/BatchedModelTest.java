package dev.likeness.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.worker.model.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchedModelTest {
  /** Of a wait that only company ends. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger callers = new AtomicInteger(4);

  @Test
  void callersGoTogetherAndEachGetsItsOwnResult() throws Exception {
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
      assertThat(outcomes(model, 5, 6, 7, 8)).containsExactly("10.0", "12.0", "14.0", "16.0");
    }
    // The first batch was tried against single runs.
    assertThat(rows.runs()).containsExactly(4, 1, 1, 1, 1, 4);
    assertThat(rows.isClosed()).isTrue();
  }

  @Test
  void whoIsAloneDoesNotWait() throws Exception {
    callers.set(1);
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      assertThat(Caller.of(model, 1).outcome()).isEqualTo("2.0");
    }
  }

  @Test
  void waitsUntilAllAreThereWhoCouldCome() throws Exception {
    var rows = RowModel.free();
    callers.set(2);
    try (BatchedModel model = batched(rows)) {
      prove(model, 2);

      assertThat(outcomes(model, 1, 2)).containsExactly("2.0", "4.0");
    }
    assertThat(rows.runs().getLast()).isEqualTo(2);
  }

  @Test
  void waitsForATenthOfTheTimeToTheDeadlineAtMost() throws Exception {
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      var soon = new Cancellation(Instant.now().plusMillis(500));
      long begin = System.nanoTime();

      assertThat(Caller.with(soon, model, 1).outcome()).isEqualTo("2.0");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG.dividedBy(2));
    }
  }

  @Test
  void otherShapesAndParametersStayApart() throws Exception {
    var rows = RowModel.free();
    callers.set(2);
    var settings = new BatchSettings(4, Duration.ofMillis(50), Duration.ZERO);
    try (BatchedModel model = batched(rows, settings)) {
      prove(model, 2);
      Caller narrow = Caller.of(model, 1);
      Caller wide = Caller.of(model, 2, 0);
      Caller more = Caller.with(5, model, 3);

      assertThat(List.of(narrow.outcome(), wide.outcome(), more.outcome()))
          .containsExactly("2.0", "4.0", "11.0");
    }
    assertThat(rows.runs().subList(3, rows.runs().size())).containsOnly(1);
  }

  @Test
  void aPoisonItemFailsAlone() throws Exception {
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      prove(model, 4);

      assertThat(outcomes(model, 1, RowModel.POISON, 3, 4))
          .containsExactlyInAnyOrder("2.0", "RUN_FAILED", "6.0", "8.0");
    }
  }

  @Test
  void aPoisonItemInTheFirstBatchFailsAloneToo() throws Exception {
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      assertThat(outcomes(model, 1, RowModel.POISON, 3, 4))
          .containsExactly("2.0", "RUN_FAILED", "6.0", "8.0");
      prove(model, 4);
      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
    }
    assertThat(rows.runs().getLast()).isEqualTo(4);
  }

  @Test
  void tooLittleMemoryHalvesTheBatchAndIsRemembered() throws Exception {
    var rows = RowModel.free();
    try (BatchedModel model = batched(rows)) {
      prove(model, 4);
      rows.fits(2);
      int before = rows.runs().size();

      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
      assertThat(rows.runs().subList(before, rows.runs().size())).containsExactly(4, 2, 2, 2, 2);
    }
  }

  @Test
  void anItemThatDoesNotFitByItselfSaysSo() throws Exception {
    var rows = RowModel.fitting(0);
    try (BatchedModel model = batched(rows)) {
      assertThat(outcomes(model, 1, 2, 3, 4)).containsOnly("OUT_OF_MEMORY");
    }
  }

  @Test
  void aModelThatMixesRowsIsNotBatched() throws Exception {
    var rows = RowModel.mixing();
    try (BatchedModel model = batched(rows)) {
      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
      assertThat(outcomes(model, 1, 2, 3, 4)).containsExactly("2.0", "4.0", "6.0", "8.0");
    }
    assertThat(rows.runs()).startsWith(4).endsWith(1, 1, 1, 1).hasSize(9);
  }

  @Test
  void whoIsCancelledLeavesAtOnceAndTheOthersGoOn() throws Exception {
    var rows = RowModel.held();
    callers.set(2);
    try (BatchedModel model = batched(rows)) {
      rows.permit(3);
      prove(model, 2);
      List<Caller> together = List.of(Caller.of(model, 1), Caller.of(model, 2));
      await().until(() -> rows.runs().size() == 4);

      together.getFirst().cancel();
      assertThat(together.getFirst().outcome()).isEqualTo("cancelled");
      rows.permit(1);
      assertThat(together.getLast().outcome()).isEqualTo("4.0");
    }
  }

  @Test
  void theRunIsStoppedOnceAllHaveLeft() throws Exception {
    var rows = RowModel.held();
    callers.set(2);
    try (BatchedModel model = batched(rows)) {
      rows.permit(3);
      prove(model, 2);
      List<Caller> together = List.of(Caller.of(model, 1), Caller.of(model, 2));
      await().until(() -> rows.runs().size() == 4);

      together.forEach(Caller::cancel);
      for (Caller caller : together) {
        assertThat(caller.outcome()).isEqualTo("cancelled");
      }
      // The next finds the device free: nobody gave the run before it a permit.
      List<Caller> next = List.of(Caller.of(model, 3), Caller.of(model, 4));
      rows.permit(1);
      assertThat(next.getFirst().outcome()).isEqualTo("6.0");
    }
  }

  @Test
  void whoWaitsWhenTheModelIsClosedIsToldSo() throws Exception {
    var rows = RowModel.free();
    BatchedModel model = batched(rows);
    Caller waiting = Caller.of(model, 1);
    await().until(() -> model.waiting() == 1);

    model.close();

    assertThat(waiting.outcome()).isEqualTo("CLOSED");
    assertThat(Caller.of(model, 1).outcome()).isEqualTo("CLOSED");
  }

  /** Takes the model through the trial of its first batch. */
  private static void prove(BatchedModel model, int callers) throws Exception {
    float[] rows = new float[callers];
    for (int i = 0; i < callers; i++) {
      rows[i] = 100 + i;
    }
    outcomes(model, rows);
  }

  private static List<String> outcomes(BatchedModel model, float... rows) throws Exception {
    List<Caller> callers = new ArrayList<>();
    for (float row : rows) {
      callers.add(Caller.of(model, row));
    }
    List<String> outcomes = new ArrayList<>();
    for (Caller caller : callers) {
      outcomes.add(caller.outcome());
    }
    return outcomes;
  }

  private BatchedModel batched(RowModel rows) {
    return batched(rows, new BatchSettings(4, LONG, Duration.ofMinutes(5)));
  }

  private BatchedModel batched(RowModel rows, BatchSettings settings) {
    BatchShape shape = BatchShape.of(rows.signature()).orElseThrow();
    return new BatchedModel(rows, shape, settings, callers::get, InstantSource.system());
  }
}
