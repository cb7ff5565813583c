package dev.likeness.worker.retouch;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.model.LastInitializer;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import java.util.List;

/** What a swapper is told about whom to show, made of an embedding. Immutable. */
@FunctionalInterface
interface SourceLatent {
  /** Numbers in an embedding, and in what a swapper is told. */
  int LENGTH = 512;

  float[] of(Embedding source);

  /** The embedding itself, of length 1. */
  static SourceLatent direct() {
    return Embedding::values;
  }

  /**
   * The embedding as a row, times the matrix that inswapper's file carries as its last constant, of
   * length 1 again.
   *
   * @throws ModelException if the file does not carry it
   */
  static SourceLatent mapped(ModelFile swapper) {
    LastInitializer.Numbers map = LastInitializer.of(swapper);
    if (!map.shape().equals(List.of((long) LENGTH, (long) LENGTH))) {
      throw new ModelException(
          Reason.NOT_LOADED, swapper + ": expected a last constant [512,512], got " + map.shape());
    }
    return source -> mapped(source.values(), map.values());
  }

  private static float[] mapped(float[] row, float[] matrix) {
    double[] product = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        product[j] += (double) row[i] * matrix[i * LENGTH + j];
      }
    }
    double squares = 0;
    for (double value : product) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    float[] latent = new float[LENGTH];
    for (int j = 0; j < LENGTH; j++) {
      latent[j] = (float) (product[j] / length);
    }
    return latent;
  }
}
