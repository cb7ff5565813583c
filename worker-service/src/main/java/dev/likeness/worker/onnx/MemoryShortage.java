package dev.likeness.worker.onnx;

/**
 * Counts how often a device lacked memory: after each, every session gives back once what it keeps
 * from run to run. For the device's thread.
 */
final class MemoryShortage {
  private int times;

  int times() {
    return times;
  }

  void happened() {
    times++;
  }
}
