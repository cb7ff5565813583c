package dev.likeness.worker.diffusion;

import dev.likeness.worker.geometry.OutputSize;

/**
 * What an {@link ImageGenerator} can be asked for.
 *
 * @param references how many photos it looks at, at most; 0 if it draws by the prompt alone
 * @param starts whether it can begin with a photo
 * @param pixels how many a picture has that it draws best
 * @param multiple of which both sides must be multiples, in pixels
 */
public record Abilities(int references, boolean starts, int pixels, int multiple) {

  /** The size of these proportions that it draws best. */
  public OutputSize size(double ratio) {
    return new OutputSize(stepped(Math.sqrt(pixels * ratio)), stepped(Math.sqrt(pixels / ratio)));
  }

  /**
   * Says that a drawing asks for what is not among them.
   *
   * @throws IllegalArgumentException with what that is
   */
  void check(Drawing drawing) {
    if (drawing.references().size() > references) {
      throw new IllegalArgumentException(
          drawing.references().size() + " references, but the models look at " + references);
    }
    if (drawing.start().isPresent() && !starts) {
      throw new IllegalArgumentException("these models cannot begin with a photo");
    }
    if (drawing.width() % multiple != 0 || drawing.height() % multiple != 0) {
      throw new IllegalArgumentException(
          "sides are multiples of %d pixels, not %d x %d"
              .formatted(multiple, drawing.width(), drawing.height()));
    }
  }

  private int stepped(double side) {
    return Math.max(multiple, Math.toIntExact(Math.round(side / multiple)) * multiple);
  }
}
