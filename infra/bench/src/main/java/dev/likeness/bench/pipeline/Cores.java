package dev.likeness.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The core that the measured programs share, and another one for the load, so that each system has
 * the same processor to itself. Where cores cannot be given out, all programs take any.
 *
 * @param measured number of the core, as {@code taskset} takes it; empty if not given out
 * @param load likewise
 */
record Cores(String measured, String load) {
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** The last core that this process may use for what is measured, the first for the load. */
  static Cores choose() throws IOException {
    List<String> allowed = allowed();
    return allowed.size() < 2 || !Programs.isThere("taskset")
        ? new Cores("", "")
        : new Cores(allowed.getLast(), allowed.getFirst());
  }

  boolean given() {
    return !measured.isEmpty();
  }

  /** A sentence for whoever reads the results. */
  String told() {
    return given()
        ? "Measured programs on core " + measured + ", load and endpoints on core " + load + "."
        : "Not pinned to cores: it needs two, and taskset (Debian's package util-linux).";
  }

  /** The command that starts a program on the measured core. */
  List<String> measured(List<String> command) {
    if (!given()) {
      return command;
    }
    var pinned = new ArrayList<>(List.of("taskset", "-c", measured));
    pinned.addAll(command);
    return pinned;
  }

  /** Moves a program to the measured core that was started without a command of ours. */
  void moveToMeasured(long pid) throws IOException, InterruptedException {
    move(measured, pid);
  }

  /** Moves this program to the core of the load; what it starts from now on begins there too. */
  void moveToLoad() throws IOException, InterruptedException {
    move(load, ProcessHandle.current().pid());
  }

  private void move(String core, long pid) throws IOException, InterruptedException {
    if (given()) {
      Programs.run(Path.of("."), List.of("taskset", "-a", "-p", "-c", core, Long.toString(pid)));
    }
  }

  /** From a list like {@code 0-3,6}. */
  private static List<String> allowed() throws IOException {
    var cores = new ArrayList<String>();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(ALLOWED)) {
        for (String range : line.substring(ALLOWED.length()).strip().split(",", -1)) {
          String[] ends = range.split("-", -1);
          int last = Integer.parseInt(ends[ends.length - 1]);
          for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
            cores.add(Integer.toString(core));
          }
        }
      }
    }
    return cores;
  }
}
