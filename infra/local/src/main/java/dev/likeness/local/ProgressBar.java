package dev.likeness.local;

import java.io.Console;
import java.io.PrintStream;

/**
 * One line that is drawn over itself on a terminal, and one line per change elsewhere. Not thread
 * safe.
 */
final class ProgressBar {
  private static final int CELLS = 24;

  private final PrintStream out;
  private final boolean terminal = isTerminal();
  private String shown = "";

  ProgressBar(PrintStream out) {
    this.out = out;
  }

  /**
   * @param fraction 0 to 1
   */
  void show(String status, String stage, double fraction) {
    int filled = (int) Math.round(fraction * CELLS);
    String line =
        "  [%s%s] %3.0f %% %s %s"
            .formatted(
                "#".repeat(filled), ".".repeat(CELLS - filled), fraction * 100, status, stage)
            .stripTrailing();
    if (line.equals(shown)) {
      return;
    }
    shown = line;
    out.print(terminal ? "\r" + line + "          " : line + System.lineSeparator());
    out.flush();
  }

  void end() {
    if (terminal) {
      out.println();
    }
  }

  @SuppressWarnings(
      "SystemConsoleNull") // seen to be null when the output goes into a pipe, whatever the JDK
  // promises
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
