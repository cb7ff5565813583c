package dev.likeness.worker.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** Its element type, or empty if it is one that we do not exchange. */
  public Optional<ElementType> elementType() {
    return ElementType.named(type);
  }

  /** Whether this declaration of a graph takes or gives what {@code wanted} says, and no less. */
  boolean serves(TensorSpec wanted) {
    return name.equals(wanted.name)
        && type.equals(wanted.type)
        && shape.size() == wanted.shape.size()
        && IntStream.range(0, shape.size())
            .allMatch(i -> shape.get(i) == ANY || shape.get(i).equals(wanted.shape.get(i)));
  }

  /**
   * Whether a tensor may have this type and shape, whatever its name; a size may be open on either
   * side.
   */
  public boolean fits(ElementType wanted, long... sizes) {
    return type.equals(wanted.name())
        && shape.size() == sizes.length
        && IntStream.range(0, sizes.length)
            .allMatch(i -> shape.get(i) == sizes[i] || shape.get(i) == ANY || sizes[i] == ANY);
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
