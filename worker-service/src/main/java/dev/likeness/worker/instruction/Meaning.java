package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Instruction.Mirror;

/** What a word stands for. */
sealed interface Meaning {

  /** Without it the prompt would say the same. */
  record Nothing() implements Meaning {}

  /** How much, 0 to 1. */
  record Strength(double share) implements Meaning {}

  /** More (1) or less (-1). */
  record Direction(int sign) implements Meaning {}

  /**
   * A quality.
   *
   * @param sign what the word alone says: more (1), less (-1) or neither (0)
   */
  record Of(Quality quality, int sign) implements Meaning {}

  /** A look. */
  record Styled(Look look) implements Meaning {}

  /** A blurred background, in one word. */
  record Bokeh() implements Meaning {}

  /** Says that something is to be blurred. */
  record Blurring() implements Meaning {}

  /** What is behind the subject of the photo. */
  record Background() implements Meaning {}

  /** Says that the clause is about turning. */
  record Turning() implements Meaning {}

  /**
   * A direction to turn into.
   *
   * @param sign 1 for clockwise
   */
  record Side(int sign) implements Meaning {}

  /** Half a turn, or top for bottom where something is mirrored. */
  record UpsideDown() implements Meaning {}

  /** Says that the clause is about mirroring. */
  record Mirroring() implements Meaning {}

  /** How to mirror. */
  record Along(Mirror.Axis axis) implements Meaning {}

  /** Says that the clause is about cropping. */
  record Cropping() implements Meaning {}

  /** Proportions that have a name. */
  record Shaped(Proportions proportions) implements Meaning {}

  /** Says that the clause is about a caption. */
  record Captioning() implements Meaning {}

  /** Where a caption goes. */
  record At(Caption.Place place) implements Meaning {}

  /** Not in the vocabulary. */
  record Unknown() implements Meaning {}
}
