package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  @ParameterizedTest
  @EnumSource(ElementType.class)
  void givesBackTheNumbersItWasMadeOf(ElementType type) {
    Tensor tensor = Tensor.of(type, new long[] {2, 2}, new float[] {0, 1, 17, 255});

    assertThat(tensor.data().remaining()).isEqualTo(4 * type.bytes());
    assertThat(tensor.floatValues()).containsExactly(0, 1, 17, 255);
  }

  @Test
  void roundsHalvesAsIeeeSays() {
    // binary16 has 11 significant bits: 1/3 is 0x3555 = 1365 / 4096, and 2049 ties to even 2048.
    Tensor tensor = Tensor.of(ElementType.FLOAT16, List.of(2L), new float[] {1f / 3, 2049});

    assertThat(tensor.data().getShort(0)).isEqualTo((short) 0x3555);
    assertThat(tensor.floatValues()).containsExactly(1365f / 4096, 2048);
  }

  @Test
  void staysWithinABytesRange() {
    assertThat(
            Tensor.of(ElementType.UINT8, List.of(3L), new float[] {-3, 99.6f, 300}).floatValues())
        .containsExactly(0, 100, 255);
  }

  @Test
  void holdsIdsAsTheModelDeclaresThem() {
    Tensor wide = Tensor.longs(ElementType.INT64, List.of(1L, 2L), 49406, 49407);
    Tensor narrow = Tensor.longs(ElementType.INT32, List.of(1L, 2L), 49406, 49407);

    assertThat(wide.data().getLong(8)).isEqualTo(49407);
    assertThat(narrow.data().getInt(4)).isEqualTo(49407);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Tensor.longs(ElementType.INT32, List.of(1L), 1L << 40));
  }

  @Test
  void takesAnEmptyShapeForAScalar() {
    assertThat(Tensor.of(ElementType.FLOAT32, List.of(), new float[] {7}).floatValues())
        .containsExactly(7);
    assertThat(Tensor.empty(ElementType.FLOAT64).data().remaining()).isEqualTo(8);
  }

  @Test
  void refusesAShapeThatDoesNotFit() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Tensor.of(ElementType.FLOAT32, List.of(2L, 2L), new float[3]))
        .withMessage("a tensor of shape [2, 2] has 4 elements, not 3");
  }
}
