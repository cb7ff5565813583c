package dev.likeness.worker.sandbox;

import java.util.List;

/**
 * What a sandboxed process may use.
 *
 * @param heapMegabytes heap of its JVM
 * @param dataMegabytes all memory that it may write to, heap included: what native code takes by
 *     {@code malloc} counts, mapped files do not
 * @param cpuSeconds of processor time in its whole life; then the kernel kills it
 */
public record SandboxLimits(int heapMegabytes, int dataMegabytes, int cpuSeconds) {
  private static final String DATA = "likeness.sandbox.data.megabytes";
  private static final String CPU = "likeness.sandbox.cpu.seconds";

  /** How the parent hands them to the child. */
  List<String> options() {
    return List.of(
        "-Xmx" + heapMegabytes + "m",
        "-D" + DATA + "=" + dataMegabytes,
        "-D" + CPU + "=" + cpuSeconds);
  }

  /** Most memory of this process, in bytes. */
  static long dataBytes() {
    return number(DATA) << 20;
  }

  /** Processor time of this process, in seconds. */
  static long cpuTime() {
    return number(CPU);
  }

  private static long number(String property) {
    return Long.parseLong(System.getProperty(property));
  }
}
