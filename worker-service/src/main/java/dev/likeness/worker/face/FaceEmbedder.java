package dev.likeness.worker.face;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Strangers;
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
import dev.likeness.worker.subject.Bound;
import dev.likeness.worker.subject.ColorInput;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an aligned face into an embedding. Two adapters differ in how they feed pixels: {@code
 * sface} (OpenCV's SFace: RGB, 0 to 255) and {@code arcface} (InsightFace: RGB, (v - 127.5) /
 * 127.5). Any thread may call it.
 */
public final class FaceEmbedder implements AutoCloseable {
  /** The role that its model plays in a pack. */
  public static final String ROLE = "face.embed";

  /** The same for a second, independent opinion. */
  public static final String AUDIT = "face.embed.audit";

  private static final int SIDE = FaceAlignment.SIDE;

  private final ModelFile file;
  private final Model model;
  private final ColorInput input;
  private final EmbeddingSpace space;

  /**
   * Parameters of the role.
   *
   * @param match least cosine of two looks at one person; must be given
   * @param margin by which somebody must be nearer than the next
   * @param strangerMean mean score of strangers, and its standard deviation; 0 for what {@link
   *     Strangers#of} supposes
   */
  record Parameters(double match, double margin, double strangerMean, double strangerDeviation) {
    static final Parameters DEFAULTS = new Parameters(0, .05, 0, 0);

    Thresholds thresholds() {
      return new Thresholds(match, margin);
    }

    Strangers strangers() {
      return strangerDeviation > 0
          ? new Strangers(strangerMean, strangerDeviation)
          : Strangers.of(match);
    }
  }

  private FaceEmbedder(ModelFile file, Model model, ColorInput input, Parameters parameters) {
    this.file = file;
    this.model = model;
    this.input = input;
    this.space = new EmbeddingSpace(file.sha256(), parameters.thresholds(), parameters.strangers());
  }

  /**
   * Loads an embedder of a pack.
   *
   * @throws ModelException if it is not what its adapter expects
   */
  public static FaceEmbedder load(ModelPack pack, String role, ModelRuntime runtime) {
    ModelFile file = pack.file(role);
    ColorInput input =
        switch (pack.adapter(role)) {
          case "sface" -> ColorInput.RGB;
          case "arcface" -> ColorInput.of(127.5f, 127.5f);
          default ->
              throw new ModelException(
                  Reason.NOT_LOADED,
                  file
                      + " is for the adapter "
                      + pack.adapter(role)
                      + ", expected sface or arcface");
        };
    Parameters parameters = pack.parameters(role, Parameters.DEFAULTS);
    if (!(parameters.match > 0)) {
      throw new ModelException(
          Reason.NOT_LOADED, "the parameters of " + role + " lack match, the least cosine");
    }
    return new FaceEmbedder(file, runtime.load(file, FaceEmbedder::difference), input, parameters);
  }

  private static Optional<String> difference(ModelSignature actual) {
    boolean takes =
        actual.inputs().size() == 1
            && actual.inputs().getFirst().fits(ElementType.FLOAT32, TensorSpec.ANY, 3, SIDE, SIDE);
    boolean gives =
        actual.outputs().size() == 1
            && actual.outputs().getFirst().fits(ElementType.FLOAT32, TensorSpec.ANY, TensorSpec.ANY)
            && actual.outputs().getFirst().shape().getLast() != TensorSpec.ANY;
    if (takes && gives) {
      return Optional.empty();
    }
    return Optional.of(
        takes
            ? Bound.mismatch("one output FLOAT32 [?,length]", actual.outputs())
            : Bound.mismatch("one input FLOAT32 [?,3,112,112]", actual.inputs()));
  }

  /** Its space: embeddings of another model do not compare. */
  public EmbeddingSpace space() {
    return space;
  }

  public ModelFile model() {
    return file;
  }

  /**
   * Looks at a face.
   *
   * @param crop of {@link FaceAlignment}, in the standard size
   */
  public Embedding embed(Photo crop, Cancellation cancellation) {
    TensorSpec output = model.signature().outputs().getFirst();
    Tensor result = Bound.rows(output, 1, Math.toIntExact(output.shape().getLast()));
    model.run(
        Map.of(model.signature().inputs().getFirst().name(), input.tensor(crop)),
        Map.of(output.name(), result),
        cancellation);
    return Embedding.of(space.id(), result.floatValues());
  }

  @Override
  public void close() {
    model.close();
  }
}
