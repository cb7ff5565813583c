package dev.likeness.worker.instruction;

/** One thing to do to a photo. */
public sealed interface Instruction {

  /**
   * Changes a quality.
   *
   * @param amount of the largest change that there is, -1 to 1
   */
  record Adjust(Quality quality, double amount) implements Instruction {}

  /**
   * Gives a look.
   *
   * @param amount of it, above 0 and at most 1
   */
  record Give(Look look, double amount) implements Instruction {}

  /**
   * Blurs what is behind the subject.
   *
   * @param amount of the strongest blur that there is, above 0 and at most 1
   */
  record Blur(double amount) implements Instruction {}

  /**
   * Turns.
   *
   * @param degrees clockwise, from -360 to 360
   */
  record Turn(double degrees) implements Instruction {}

  /** Exchanges left and right, or top and bottom. */
  record Mirror(Axis axis) implements Instruction {
    /** What is exchanged. */
    public enum Axis {
      LEFT_AND_RIGHT,
      TOP_AND_BOTTOM
    }
  }

  /** Cuts to proportions, around the middle. */
  record Crop(Proportions proportions) implements Instruction {}

  /** Writes on the photo. */
  record Caption(String text, Place place) implements Instruction {
    /** Where. */
    public enum Place {
      TOP,
      MIDDLE,
      BOTTOM
    }
  }
}
