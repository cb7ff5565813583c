package dev.likeness.worker.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All inputs and outputs of a model. Their order has no meaning: runtimes report it as they like. A
 * graph with a free dimension fits a caller that always uses one size.
 */
public record ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs)
    implements SignatureCheck {
  public ModelSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** What differs in {@code actual}, one line per tensor, or empty if it fits this signature. */
  @Override
  public Optional<String> difference(ModelSignature actual) {
    List<String> lines = new ArrayList<>();
    compare("input", inputs, actual.inputs, lines);
    compare("output", outputs, actual.outputs, lines);
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  private static void compare(
      String kind, List<TensorSpec> expected, List<TensorSpec> actual, List<String> lines) {
    Map<String, TensorSpec> byName =
        actual.stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
    for (TensorSpec wanted : expected) {
      TensorSpec found = byName.get(wanted.name());
      if (found == null) {
        lines.add(kind + ": expected " + wanted + ", got none of that name");
      } else if (!found.serves(wanted)) {
        lines.add(kind + ": expected " + wanted + ", got " + found);
      }
    }
    for (TensorSpec found : actual) {
      if (expected.stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
        lines.add(kind + ": unexpected " + found);
      }
    }
  }
}
