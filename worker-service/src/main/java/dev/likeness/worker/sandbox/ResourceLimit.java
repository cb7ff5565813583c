package dev.likeness.worker.sandbox;

/**
 * Limits of a process, for {@code setrlimit} (POSIX; the numbers are those of Linux's
 * asm-generic/resource.h and of macOS's sys/resource.h). They hold for root too, but for {@link
 * #PROCESSES}.
 */
enum ResourceLimit {
  CPU(0, 0, "processor time"),
  FILE_SIZE(1, 1, "writing files"),
  /** On Linux private memory that can be written to; other systems do not count all of it. */
  DATA(2, 2, "memory"),
  CORE(4, 4, "core dumps"),
  /** On Linux threads count too. */
  PROCESSES(6, 7, "new processes"),
  /** Descriptors above the limit stay open; no more can be opened, be it a file or a socket. */
  DESCRIPTORS(7, 8, "new descriptors");

  private final int onLinux;
  private final int onMac;
  private final String meaning;

  ResourceLimit(int onLinux, int onMac, String meaning) {
    this.onLinux = onLinux;
    this.onMac = onMac;
    this.meaning = meaning;
  }

  int number(boolean mac) {
    return mac ? onMac : onLinux;
  }

  /** What is limited, for a sentence. */
  String meaning() {
    return meaning;
  }
}
