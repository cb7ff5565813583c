package dev.likeness.worker.identity;

import java.util.Random;

/** Looks at made-up people: each is a direction, and each look at one is a little beside it. */
final class People {
  private static final int DIMENSIONS = 64;

  private final Random random = new Random(11);

  /** Somebody new. */
  Embedding person() {
    return Embedding.of("space", noise());
  }

  /** Another look; the cosine of two looks at one person is about 1 / (1 + spread^2). */
  Embedding look(Embedding person, double spread) {
    float[] values = person.values();
    float[] noise = noise();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (spread * noise[i] / Math.sqrt(DIMENSIONS));
    }
    return Embedding.of("space", values);
  }

  private float[] noise() {
    float[] noise = new float[DIMENSIONS];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
