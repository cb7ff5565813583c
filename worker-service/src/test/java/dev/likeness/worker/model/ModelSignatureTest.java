package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSignatureTest {
  private static final TensorSpec IMAGE =
      TensorSpec.of("image", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3);
  private static final TensorSpec RESULT = TensorSpec.of("result", ElementType.FLOAT32, 7);

  @Test
  void isEqualWhateverTheOrder() {
    ModelSignature one = new ModelSignature(List.of(IMAGE, RESULT), List.of());
    ModelSignature other = new ModelSignature(List.of(RESULT, IMAGE), List.of());

    assertThat(one.difference(other)).isEmpty();
  }

  @Test
  void takesAGraphWithAFreeSizeForACallerWithOneButNotTheReverse() {
    ModelSignature one = batches(1);
    ModelSignature any = batches(TensorSpec.ANY);

    assertThat(one.difference(any)).isEmpty();
    assertThat(any.difference(one))
        .contains("input: expected scores FLOAT32 [?,3], got scores FLOAT32 [1,3]");
  }

  private static ModelSignature batches(long size) {
    return new ModelSignature(
        List.of(TensorSpec.of("scores", ElementType.FLOAT32, size, 3)), List.of());
  }

  @Test
  void saysWhatDiffersTensorByTensor() {
    ModelSignature expected = new ModelSignature(List.of(IMAGE), List.of(RESULT));
    ModelSignature actual =
        new ModelSignature(
            List.of(TensorSpec.of("image", ElementType.FLOAT32, 1, 3, 224, 224)),
            List.of(TensorSpec.of("logits", ElementType.FLOAT32, 7)));

    assertThat(expected.difference(actual))
        .contains(
            """
            input: expected image UINT8 [1,?,?,3], got image FLOAT32 [1,3,224,224]
            output: expected result FLOAT32 [7], got none of that name
            output: unexpected logits FLOAT32 [7]""");
  }
}
