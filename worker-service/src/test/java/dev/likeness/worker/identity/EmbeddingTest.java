package dev.likeness.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  @Test
  void hasLengthOne() {
    assertThat(Embedding.of("a", 3, 4).values()).containsExactly(.6f, .8f);
  }

  @Test
  void comparesByTheAngle() {
    assertThat(Embedding.of("a", 1, 0).cosine(Embedding.of("a", 5, 5)))
        .isCloseTo(Math.sqrt(.5), within(1e-6));
  }

  @Test
  void isNeverComparedWithAnotherSpace() {
    Embedding one = Embedding.of("a", 1, 0);
    Embedding other = Embedding.of("b", 1, 0);

    assertThatIllegalArgumentException().isThrownBy(() -> one.cosine(other));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Embedding.mean(
                    List.of(new Embedding.Weighted(one, 1), new Embedding.Weighted(other, 1))));
  }

  @Test
  void refusesAVectorWithoutDirection() {
    assertThatIllegalArgumentException().isThrownBy(() -> Embedding.of("a", 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Embedding.of("a", Float.NaN, 1));
  }
}
