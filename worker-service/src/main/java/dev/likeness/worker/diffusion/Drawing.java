package dev.likeness.worker.diffusion;

import dev.likeness.worker.image.Photo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an {@link ImageGenerator} is to draw. Photos belong to the caller, who leaves them open and
 * unchanged until the picture is drawn.
 *
 * @param prompt in the customer's words; it calls references "image 1", "image 2" in their order
 * @param references photos to look at, not to begin with
 * @param start the photo that the picture begins as, if it is not to begin as noise
 * @param width in pixels, a multiple of {@link Abilities#multiple}
 * @param height in pixels, a multiple of {@link Abilities#multiple}
 * @param steps how often the picture is refined; absent for what suits the models
 * @param seed of everything that is random
 */
public record Drawing(
    String prompt,
    List<Photo> references,
    Optional<Start> start,
    int width,
    int height,
    OptionalInt steps,
    long seed) {
  public Drawing {
    references = List.copyOf(references);
    if (width < 1 || height < 1 || steps.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "nothing can be drawn in " + width + " x " + height + " pixels and " + steps + " steps");
    }
  }

  /** A picture by its prompt alone. */
  public static Drawing of(String prompt, int width, int height, long seed) {
    return new Drawing(
        prompt, List.of(), Optional.empty(), width, height, OptionalInt.empty(), seed);
  }

  /** The same, looking at photos. */
  public Drawing lookingAt(List<Photo> photos) {
    return new Drawing(prompt, photos, start, width, height, steps, seed);
  }

  /**
   * The same, beginning with a photo, which is brought to the size of the picture.
   *
   * @param strength how much of it may change, above 0 (nothing) to 1 (everything)
   */
  public Drawing startingAs(Photo photo, double strength) {
    return new Drawing(
        prompt, references, Optional.of(new Start(photo, strength)), width, height, steps, seed);
  }

  /** The same, refined as often. */
  public Drawing inSteps(int count) {
    return new Drawing(prompt, references, start, width, height, OptionalInt.of(count), seed);
  }

  /** A photo to begin with, and how much of it may change: above 0 to 1. */
  public record Start(Photo photo, double strength) {
    public Start {
      if (!(strength > 0 && strength <= 1)) {
        throw new IllegalArgumentException("no strength from above 0 to 1: " + strength);
      }
    }
  }
}
