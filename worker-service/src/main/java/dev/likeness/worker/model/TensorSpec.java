package dev.likeness.worker.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Declares one input or output of a model.
 *
 * @param type name of the element type; a name and not the enum, because a graph may declare types
 *     that we do not exchange and the difference must still be printable
 * @param shape one entry per dimension; {@link #ANY} where every size is accepted
 */
public record TensorSpec(String name, String type, List<Long> shape) {
  /** A dimension without a fixed size. */
  public static final long ANY = -1;

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** The declaration of a tensor that we feed or read. */
  public static TensorSpec of(String name, ElementType type, long... shape) {
    return new TensorSpec(name, type.name(), Arrays.stream(shape).boxed().toList());
  }

  /** For example {@code tile UINT8 [1,?,?,3]}. */
  @Override
  public String toString() {
    String dimensions =
        shape.stream()
            .map(size -> size == ANY ? "?" : Long.toString(size))
            .collect(Collectors.joining(",", "[", "]"));
    return name + " " + type + " " + dimensions;
  }
}
