package dev.likeness.worker.testing;

import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.diffusion.ImageGeneratorContract;

/** The fake generator does what generators do. */
class PastingGeneratorTest implements ImageGeneratorContract {
  private final ImageGenerator generator = PastingGenerator.able();

  @Override
  public ImageGenerator generator() {
    return generator;
  }
}
