package dev.likeness.worker.instruction;

/** What was read in a prompt. */
public sealed interface Reading<T> {

  /** All of it makes sense. */
  record Understood<T>(T value) implements Reading<T> {}

  /**
   * Some of it does not.
   *
   * @param why one sentence for the customer
   */
  record NotUnderstood<T>(String why) implements Reading<T> {}
}
