package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor that a pipeline feeds or reads, in whichever of these types and shapes the graph
 * declares it.
 *
 * @param shapes {@link TensorSpec#ANY} where sizes differ from run to run
 */
record Slot(String name, List<ElementType> types, List<List<Long>> shapes) {
  Slot {
    types = List.copyOf(types);
    shapes = List.copyOf(shapes);
  }

  /** Numbers with a fraction. */
  static Slot real(String name, long... shape) {
    return of(name, List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.FLOAT64), shape);
  }

  /** Whole numbers, for example the ids of a text. */
  static Slot whole(String name, long... shape) {
    return of(name, List.of(ElementType.INT64, ElementType.INT32), shape);
  }

  /** Numbers that happen to be whole, which exports declare as either. */
  static Slot either(String name, long... shape) {
    return of(
        name,
        List.of(ElementType.INT64, ElementType.INT32, ElementType.FLOAT32, ElementType.FLOAT16),
        shape);
  }

  /** The same in another shape. */
  Slot or(long... shape) {
    return new Slot(name, types, List.of(shapes.getFirst(), boxed(shape)));
  }

  boolean takes(TensorSpec declared) {
    return types.stream()
        .anyMatch(
            type ->
                shapes.stream()
                    .anyMatch(
                        shape ->
                            declared.fits(
                                type, shape.stream().mapToLong(Long::longValue).toArray())));
  }

  /** For example {@code timestep FLOAT32 or FLOAT16 [1] or []}. */
  @Override
  public String toString() {
    return name
        + types.stream().map(ElementType::name).collect(Collectors.joining(" or ", " ", " "))
        + shapes.stream().map(Slot::text).collect(Collectors.joining(" or "));
  }

  private static Slot of(String name, List<ElementType> types, long... shape) {
    return new Slot(name, types, List.of(boxed(shape)));
  }

  private static List<Long> boxed(long... shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static String text(List<Long> shape) {
    return shape.stream()
        .map(size -> size == TensorSpec.ANY ? "?" : Long.toString(size))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
