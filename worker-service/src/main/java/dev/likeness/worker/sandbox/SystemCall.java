package dev.likeness.worker.sandbox;

/**
 * Linux system calls by architecture (from the kernel's tables {@code syscall_64.tbl} and {@code
 * asm-generic/unistd.h}): all that a JVM needs to compute and to talk through descriptors that are
 * open already.
 */
enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  FSTAT(5, 80),
  LSEEK(8, 62),
  PREAD(17, 67),
  READV(19, 65),
  WRITEV(20, 66),
  MMAP(9, 222),
  MPROTECT(10, 226),
  MUNMAP(11, 215),
  BRK(12, 214),
  MREMAP(25, 216),
  MADVISE(28, 233),
  FUTEX(202, 98),
  SCHED_YIELD(24, 124),
  SCHED_GETAFFINITY(204, 123),
  SET_ROBUST_LIST(273, 99),
  RSEQ(334, 293),
  MEMBARRIER(324, 283),
  NANOSLEEP(35, 101),
  CLOCK_GETTIME(228, 113),
  CLOCK_GETRES(229, 114),
  CLOCK_NANOSLEEP(230, 115),
  GETTIMEOFDAY(96, 169),
  GETCPU(309, 168),
  GETRUSAGE(98, 165),
  GETPID(39, 172),
  GETTID(186, 178),
  GETRANDOM(318, 278),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  RT_SIGRETURN(15, 139),
  SIGALTSTACK(131, 132),
  RESTART_SYSCALL(219, 128),
  EXIT(60, 93),
  EXIT_GROUP(231, 94);

  private final int x86;
  private final int arm;

  SystemCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }

  /** Processors that the filter is written for. */
  enum Architecture {
    X86_64(0xC000003E, 317, 234),
    AARCH64(0xC00000B7, 277, 131);

    private final int audit;
    private final int seccomp;
    private final int tgkill;

    Architecture(int audit, int seccomp, int tgkill) {
      this.audit = audit;
      this.seccomp = seccomp;
      this.tgkill = tgkill;
    }

    /** AUDIT_ARCH_..., as the kernel tells it to the filter. */
    int audit() {
      return audit;
    }

    /** Number of the call that installs a filter. */
    int seccomp() {
      return seccomp;
    }

    /** Number of the call that sends a signal to a thread. */
    int tgkill() {
      return tgkill;
    }
  }
}
