package dev.likeness.worker.pipeline;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Objects to a photo when an image classifier gives one of the watched classes a score of at least
 * its threshold. Binds role {@code safety.classify} of a pack: the usual signature of image
 * classifiers, {@code pixel_values} float [1, 3, size, size] to {@code logits} float [1, classes],
 * over the whole photo squeezed into a square.
 */
public final class SafetyClassifier implements ImageSafety {
  /** Role of the classifier in its pack. */
  public static final String ROLE = "safety.classify";

  private static final String INPUT = "pixel_values";
  private static final String OUTPUT = "logits";

  /**
   * Parameters of the role in {@code pack.json}.
   *
   * @param size of the square in pixels
   * @param mean of red, green and blue, 0 to 1, that is subtracted
   * @param std of red, green and blue, by which the rest is divided
   * @param softmax whether the model gives logits; else it gives scores
   * @param classes names in the order of the model's output
   * @param thresholds of the watched classes by name: from this score on there is an objection
   */
  record Parameters(
      int size,
      List<Float> mean,
      List<Float> std,
      boolean softmax,
      List<String> classes,
      Map<String, Double> thresholds) {
    Parameters {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      classes = List.copyOf(classes);
      thresholds = Map.copyOf(thresholds);
      if (size < 1 || size > 1024 || mean.size() != 3 || std.size() != 3 || std.contains(0f)) {
        throw new IllegalArgumentException(
            "size must be 1 to 1024; mean and std need three numbers, those of std not 0");
      }
      if (thresholds.isEmpty() || !classes.containsAll(thresholds.keySet())) {
        throw new IllegalArgumentException(
            "thresholds must name some of the classes " + classes + ", not " + thresholds.keySet());
      }
    }
  }

  private final ModelFile file;
  private final Model model;
  private final Parameters parameters;
  private final OptionalDouble threshold;

  private SafetyClassifier(
      ModelFile file, Model model, Parameters parameters, OptionalDouble threshold) {
    this.file = file;
    this.model = model;
    this.parameters = parameters;
    this.threshold = threshold;
  }

  /**
   * Loads the classifier of a pack.
   *
   * @param threshold for all watched classes, instead of those of the pack
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  public static SafetyClassifier load(
      ModelPack pack, ModelRuntime runtime, OptionalDouble threshold) {
    Parameters parameters = pack.parameters(ROLE, Parameters.class);
    ModelFile file = pack.file(ROLE);
    int size = parameters.size();
    var signature =
        new ModelSignature(
            List.of(TensorSpec.of(INPUT, ElementType.FLOAT32, 1, 3, size, size)),
            List.of(TensorSpec.of(OUTPUT, ElementType.FLOAT32, 1, parameters.classes().size())));
    return new SafetyClassifier(file, runtime.load(file, signature), parameters, threshold);
  }

  @Override
  public Optional<String> objection(Photo photo, Cancellation cancellation) {
    int classes = parameters.classes().size();
    Tensor given = floats(3L * parameters.size() * parameters.size(), inputShape());
    fill(Thumbnail.of(photo, parameters.size()), given.data().asFloatBuffer());
    Tensor scores = floats(classes, List.of(1L, (long) classes));
    model.run(Map.of(INPUT, given), Map.of(OUTPUT, scores), cancellation);
    double[] result = new double[classes];
    for (int i = 0; i < classes; i++) {
      result[i] = scores.data().asFloatBuffer().get(i);
      if (Double.isNaN(result[i])) {
        // Not a number is never above a threshold: without this it would let everything pass.
        throw new ModelException(Reason.RUN_FAILED, file + " gave a score that is not a number");
      }
    }
    return worst(parameters.softmax() ? softmax(result) : result);
  }

  @Override
  public List<ModelFile> models() {
    return List.of(file);
  }

  @Override
  public void close() {
    model.close();
  }

  /** The watched class that is furthest above its threshold. */
  private Optional<String> worst(double[] scores) {
    String worst = "";
    double most = 0;
    for (int i = 0; i < scores.length; i++) {
      Double ofPack = parameters.thresholds().get(parameters.classes().get(i));
      if (ofPack != null) {
        double excess = scores[i] - threshold.orElse(ofPack);
        if (excess >= 0 && (worst.isEmpty() || excess > most)) {
          worst = parameters.classes().get(i);
          most = excess;
        }
      }
    }
    return worst.isEmpty() ? Optional.empty() : Optional.of(worst);
  }

  private static double[] softmax(double[] logits) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      highest = Math.max(highest, logit);
    }
    double sum = 0;
    double[] scores = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = Math.exp(logits[i] - highest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  /** From bytes pixel by pixel to normalised floats colour by colour. */
  private void fill(ByteBuffer pixels, FloatBuffer planes) {
    int area = parameters.size() * parameters.size();
    for (int i = 0; i < area; i++) {
      for (int colour = 0; colour < 3; colour++) {
        float value = (pixels.get(i * 3 + colour) & 255) / 255f;
        planes.put(
            colour * area + i,
            (value - parameters.mean().get(colour)) / parameters.std().get(colour));
      }
    }
  }

  private List<Long> inputShape() {
    return List.of(1L, 3L, (long) parameters.size(), (long) parameters.size());
  }

  private static Tensor floats(long count, List<Long> shape) {
    ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES));
    return new Tensor(ElementType.FLOAT32, shape, data.order(ByteOrder.nativeOrder()));
  }
}
