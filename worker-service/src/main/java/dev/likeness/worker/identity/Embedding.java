package dev.likeness.worker.identity;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A unit vector in one embedding space: the nearer two are, the more alike. Vectors of different
 * spaces have nothing to do with each other and are never compared. Immutable.
 */
public final class Embedding {
  private final String space;
  private final float[] values;

  private Embedding(String space, float[] values) {
    this.space = space;
    this.values = values;
  }

  /**
   * Of length 1, in the direction of what a model gave.
   *
   * @param space digest of the model
   */
  public static Embedding of(String space, float... values) {
    double length = 0;
    for (float value : values) {
      length += (double) value * value;
    }
    if (!(length > 0 && Double.isFinite(length))) {
      throw new IllegalArgumentException("this vector has no direction");
    }
    float[] unit = new float[values.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (values[i] / Math.sqrt(length));
    }
    return new Embedding(space, unit);
  }

  /** The direction between some, each as important as its weight. */
  static Embedding mean(Collection<Weighted> parts) {
    Embedding first = parts.iterator().next().embedding;
    float[] sum = new float[first.values.length];
    for (Weighted part : parts) {
      first.checkSpace(part.embedding);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) part.weight * part.embedding.values[i];
      }
    }
    return of(first.space, sum);
  }

  /** Between each of these and the other of the same place. */
  public static List<Embedding> means(List<Embedding> one, List<Embedding> other) {
    return IntStream.range(0, one.size())
        .mapToObj(i -> mean(List.of(new Weighted(one.get(i), 1), new Weighted(other.get(i), 1))))
        .toList();
  }

  /** Digest of the model that made it. */
  public String space() {
    return space;
  }

  /** A copy of the numbers. */
  public float[] values() {
    return values.clone();
  }

  /** Cosine of the angle between the two, -1 to 1. */
  public double cosine(Embedding other) {
    checkSpace(other);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * other.values[i];
    }
    return Math.clamp(sum, -1, 1);
  }

  private void checkSpace(Embedding other) {
    if (!space.equals(other.space) || values.length != other.values.length) {
      throw new IllegalArgumentException("embeddings of two spaces do not compare");
    }
  }

  record Weighted(Embedding embedding, double weight) {}
}
