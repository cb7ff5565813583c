package dev.likeness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as the system counts it ({@code /proc}: Linux only). */
public final class ProcessorTime {
  private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every Linux of today
  private static final int USER_TICKS = 11; // fields of /proc/<pid>/stat after the name
  private static final int SYSTEM_TICKS = 12;

  private ProcessorTime() {}

  /** Of all threads of a process since its start, in the programs and in the system. */
  public static double millis(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return ticks * MILLIS_PER_TICK;
  }
}
