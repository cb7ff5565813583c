package dev.likeness.kit.kafka;

/** Counts what a task has written, to stores and to topics. For its thread. */
final class Writes {
  private long count;

  void add() {
    count++;
  }

  long count() {
    return count;
  }
}
