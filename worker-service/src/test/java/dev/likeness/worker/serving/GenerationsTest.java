package dev.likeness.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private final List<String> freed = new ArrayList<>();
  private final Generations<String> generations = new Generations<>("first", freed::add);

  @Test
  void whoHoldsSomethingKeepsItWhenItIsReplaced() {
    try (var before = generations.hold()) {
      generations.replace("second");

      assertThat(before.value()).isEqualTo("first");
      assertThat(freed).isEmpty();
      try (var after = generations.hold()) {
        assertThat(after.value()).isEqualTo("second");
      }
    }
    assertThat(freed).containsExactly("first");
  }

  @Test
  void whatNobodyHoldsIsFreedAtOnce() {
    generations.replace("second");
    generations.replace("third");

    assertThat(freed).containsExactly("first", "second");
  }

  @Test
  void theLastHolderFreesIt() {
    var one = generations.hold();
    var other = generations.hold();
    generations.replace("second");

    one.close();
    one.close();
    assertThat(freed).isEmpty();
    other.close();
    assertThat(freed).containsExactly("first");
  }

  @Test
  void nothingIsServedAfterTheEnd() {
    var held = generations.hold();
    generations.close();

    assertThatExceptionOfType(ModelException.class).isThrownBy(generations::hold);
    generations.replace("too late");
    assertThat(freed).containsExactly("too late");
    held.close();
    assertThat(freed).containsExactly("too late", "first");
  }
}
