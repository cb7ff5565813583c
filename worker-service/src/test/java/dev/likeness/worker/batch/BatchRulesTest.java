package dev.likeness.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.TensorSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BatchRulesTest {
  private static final long ANY = TensorSpec.ANY;

  @Test
  void stacksWhatHasAFreeFirstDimensionAndSharesTheRest() {
    var denoiser =
        new ModelSignature(
            List.of(
                TensorSpec.of("sample", ElementType.FLOAT32, ANY, 4, ANY, ANY),
                TensorSpec.of("timestep", ElementType.INT64, ANY),
                TensorSpec.of("strength", ElementType.FLOAT32),
                TensorSpec.of("encoder_hidden_states", ElementType.FLOAT32, ANY, 77, 768)),
            List.of(TensorSpec.of("out_sample", ElementType.FLOAT32, ANY, 4, ANY, ANY)));

    assertThat(BatchShape.of(denoiser).orElseThrow().stacked())
        .containsExactlyInAnyOrder("sample", "encoder_hidden_states");
  }

  @Test
  void aModelOfOneRowTakesNoBatches() {
    var input = TensorSpec.of("input", ElementType.FLOAT32, 1, 3, 640, 640);
    var free = TensorSpec.of("rows", ElementType.FLOAT32, ANY, 4);

    assertThat(BatchShape.of(new ModelSignature(List.of(input), List.of(free)))).isEmpty();
    assertThat(BatchShape.of(new ModelSignature(List.of(free), List.of(input)))).isEmpty();
  }

  @Test
  void remembersForAWhileWhatWasTooMuch() {
    var now = new AtomicReference<>(Instant.EPOCH);
    var size = new BatchSize(8, Duration.ofMinutes(5), now::get);
    assertThat(size.most()).isEqualTo(8);

    size.tooMany(8);
    assertThat(size.most()).isEqualTo(4);
    size.tooMany(3);
    assertThat(size.most()).isEqualTo(1);
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));
    assertThat(size.most()).isEqualTo(8);
  }

  @Test
  void waitsLessOftenAsLongAsNobodyComes() {
    var patience = new Patience();
    List<Integer> waits = new ArrayList<>();
    for (int turn = 0; turn < 20; turn++) {
      if (patience.waits()) {
        waits.add(turn);
      }
      patience.ended(false);
    }
    assertThat(waits).containsExactly(0, 2, 6, 14);

    patience.ended(true);
    assertThat(patience.waits()).isTrue();
  }
}
