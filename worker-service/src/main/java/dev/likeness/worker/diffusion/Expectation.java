package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline can use: a graph with exactly these inputs, and with these among its outputs.
 * Exports of one model differ in element types and in ranks of scalars, not in names.
 */
record Expectation(List<Slot> inputs, List<Slot> outputs) implements SignatureCheck {
  Expectation {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  @Override
  public Optional<String> difference(ModelSignature actual) {
    List<String> lines = new ArrayList<>();
    compare("input", inputs, actual.inputs(), lines);
    compare("output", outputs, actual.outputs(), lines);
    for (TensorSpec found : actual.inputs()) {
      if (inputs.stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
        lines.add("input: unexpected " + found);
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  private static void compare(
      String kind, List<Slot> expected, List<TensorSpec> actual, List<String> lines) {
    for (Slot wanted : expected) {
      Optional<TensorSpec> found =
          actual.stream().filter(spec -> spec.name().equals(wanted.name())).findFirst();
      if (found.isEmpty()) {
        lines.add(kind + ": expected " + wanted + ", got none of that name");
      } else if (!wanted.takes(found.get())) {
        lines.add(kind + ": expected " + wanted + ", got " + found.get());
      }
    }
  }
}
