package dev.likeness.worker.instruction;

/** The smallest part of a prompt that has a meaning. */
sealed interface Token {

  /** As it was written, for the customer. */
  String text();

  /** A word or a fixed phrase. */
  record Word(String text, Meaning meaning) implements Token {}

  /**
   * A part of the largest change.
   *
   * @param share 1 for all of it, negative with a minus sign
   */
  record Amount(String text, double share) implements Token {}

  /** Camera stops. */
  record Stops(String text, double stops) implements Token {}

  /** An angle, negative with a minus sign. */
  record Angle(String text, double degrees) implements Token {}

  /** Width to height. */
  record Ratio(String text, Proportions proportions) implements Token {}

  /** Text between quotation marks. */
  record Quoted(String text) implements Token {}
}
