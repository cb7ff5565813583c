package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Thresholds;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the picture of an animal into an embedding with DINOv2: its class token, which exports give
 * as {@code pooler_output} or as the first of {@code last_hidden_state}. The picture is fed as
 * Transformers' {@code BitImageProcessor} does it: shortest side 256, the middle 224. Any thread
 * may call it.
 */
final class AnimalEmbedder implements AutoCloseable {
  /** The role that its model plays in a pack. */
  static final String ROLE = "subject.embed";

  /** Side of what is seen of a crop, as a part of it. */
  static final double SEEN = 224.0 / 256;

  /**
   * Where a pack says nothing: DINOv2 was not trained to tell animals apart, so this is high, and
   * rather misses a shot than takes another one of the same breed.
   */
  private static final Thresholds THRESHOLDS = new Thresholds(.7, .05);

  private static final int SHORTEST = 256;
  private static final int SIDE = 224;

  /** The class token and 16 x 16 patches of 14 pixels. */
  private static final int USUAL_TOKENS = 1 + (SIDE / 14) * (SIDE / 14);

  private final ModelFile file;
  private final Model model;
  private final TensorSpec output;
  private final EmbeddingSpace space;

  private AnimalEmbedder(ModelFile file, Model model, Thresholds thresholds) {
    this.file = file;
    this.model = model;
    this.output = output(model.signature()).orElseThrow();
    this.space = new EmbeddingSpace(file.sha256(), thresholds);
  }

  /**
   * Loads the embedder of a pack.
   *
   * @throws ModelException if it is not what its adapter expects
   */
  static AnimalEmbedder load(ModelPack pack, ModelRuntime runtime) {
    ModelFile file = pack.file(ROLE);
    if (!pack.adapter(ROLE).equals("dinov2")) {
      throw new ModelException(
          Reason.NOT_LOADED,
          file + " is for the adapter " + pack.adapter(ROLE) + ", expected dinov2");
    }
    return new AnimalEmbedder(
        file, runtime.load(file, AnimalEmbedder::difference), pack.parameters(ROLE, THRESHOLDS));
  }

  private static Optional<String> difference(ModelSignature actual) {
    boolean takes =
        actual.inputs().size() == 1
            && actual.inputs().getFirst().fits(ElementType.FLOAT32, 1, 3, SIDE, SIDE);
    if (!takes) {
      return Optional.of(Bound.mismatch("one input FLOAT32 [?,3,224,224]", actual.inputs()));
    }
    return output(actual).isPresent()
        ? Optional.empty()
        : Optional.of(
            Bound.mismatch(
                "an output pooler_output FLOAT32 [?,length], or last_hidden_state FLOAT32"
                    + " [?,tokens,length]",
                actual.outputs()));
  }

  /** The output to take, the smaller one first. */
  private static Optional<TensorSpec> output(ModelSignature actual) {
    return named(actual, "pooler_output", 1, TensorSpec.ANY)
        .or(() -> named(actual, "last_hidden_state", 1, TensorSpec.ANY, TensorSpec.ANY));
  }

  private static Optional<TensorSpec> named(ModelSignature actual, String name, long... shape) {
    return actual.outputs().stream()
        .filter(output -> output.name().equals(name) && output.fits(ElementType.FLOAT32, shape))
        .filter(output -> output.shape().getLast() != TensorSpec.ANY)
        .findFirst();
  }

  EmbeddingSpace space() {
    return space;
  }

  ModelFile model() {
    return file;
  }

  /**
   * Looks at an animal.
   *
   * @param crop square
   */
  Embedding embed(Photo crop, Cancellation cancellation) {
    int length = Math.toIntExact(output.shape().getLast());
    Tensor result =
        output.shape().size() == 2
            ? Tensor.empty(ElementType.FLOAT32, 1, length)
            : Tensor.empty(ElementType.FLOAT32, 1, Bound.size(output, 1, USUAL_TOKENS), length);
    String input = model.signature().inputs().getFirst().name();
    Photo shortest = Resize.cubic(crop, SHORTEST, SHORTEST);
    try (Photo middle = new Frame(16, 16, SIDE, SIDE).cut(shortest)) {
      model.run(
          Map.of(input, ColorInput.IMAGENET.tensor(middle)),
          Map.of(output.name(), result),
          cancellation);
    } finally {
      if (shortest != crop) {
        shortest.close();
      }
    }
    return Embedding.of(space.id(), Arrays.copyOf(result.floatValues(), length));
  }

  @Override
  public void close() {
    model.close();
  }
}
