package dev.likeness.worker.batch;

import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How runs of a model become one: its inputs with a free first dimension are stacked, and all
 * others must be equal to be shared. Inputs of one dimension are shared even if it is free: they
 * are parameters of the whole run, as the time step of a denoiser, which every published graph
 * takes once for all rows.
 *
 * @param stacked names of the inputs that have a row for each item
 */
record BatchShape(Set<String> stacked) {
  /** What makes a tensor fit another: everything but its values. */
  private record Form(ElementType type, List<Long> shape) {}

  /** Runs of the same kind can go together if what they share is equal. */
  private record Kind(Map<String, Form> inputs, Map<String, Form> outputs) {}

  BatchShape {
    stacked = Set.copyOf(stacked);
  }

  /** The shape of a model's batches, if it takes and gives any number of rows. */
  static Optional<BatchShape> of(ModelSignature signature) {
    Set<String> stacked =
        signature.inputs().stream()
            .filter(input -> input.shape().size() > 1 && isFree(input))
            .map(TensorSpec::name)
            .collect(Collectors.toSet());
    boolean gives =
        !signature.outputs().isEmpty() && signature.outputs().stream().allMatch(BatchShape::isFree);
    return stacked.isEmpty() || !gives ? Optional.empty() : Optional.of(new BatchShape(stacked));
  }

  /** Whether a run is one row, which could go together with others. */
  boolean isItem(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
    return stacked.stream().allMatch(name -> inputs.containsKey(name) && isRow(inputs.get(name)))
        && outputs.values().stream().allMatch(BatchShape::isRow);
  }

  /** Whether two items can go together. */
  boolean fit(BatchItem one, BatchItem other) {
    return kind(one).equals(kind(other))
        && one.inputs().entrySet().stream()
            .filter(input -> !stacked.contains(input.getKey()))
            .allMatch(
                input ->
                    input
                        .getValue()
                        .data()
                        .equals(Objects.requireNonNull(other.inputs().get(input.getKey())).data()));
  }

  private static Kind kind(BatchItem item) {
    return new Kind(forms(item.inputs()), forms(item.outputs()));
  }

  private static Map<String, Form> forms(Map<String, Tensor> tensors) {
    Map<String, Form> forms = new TreeMap<>();
    tensors.forEach((name, tensor) -> forms.put(name, new Form(tensor.type(), tensor.shape())));
    return forms;
  }

  private static boolean isFree(TensorSpec tensor) {
    return !tensor.shape().isEmpty() && tensor.shape().getFirst() == TensorSpec.ANY;
  }

  private static boolean isRow(Tensor tensor) {
    return !tensor.shape().isEmpty() && tensor.shape().getFirst() == 1;
  }
}
