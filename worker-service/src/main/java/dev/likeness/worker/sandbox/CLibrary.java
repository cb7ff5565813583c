package dev.likeness.worker.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.likeness.worker.sandbox.SystemCall.Architecture;
import dev.likeness.worker.sandbox.SystemCallFilter.Instruction;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The calls of the C library that change what this process may do. */
@SuppressWarnings("restricted")
final class CLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int NO_NEW_PRIVILEGES = 38; // PR_SET_NO_NEW_PRIVS
  private static final long FILTER_MODE = 1; // SECCOMP_SET_MODE_FILTER
  private static final long ALL_THREADS = 1; // SECCOMP_FILTER_FLAG_TSYNC

  /** struct rlimit: soft and hard limit. */
  private static final MemoryLayout LIMITS =
      MemoryLayout.structLayout(JAVA_LONG.withName("soft"), JAVA_LONG.withName("hard"));

  private static final int INSTRUCTION_BYTES = 8;

  private CLibrary() {}

  /** Sets the soft and the hard limit; false if the system refuses. */
  static boolean limit(int resource, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(LIMITS);
      limits.setAtIndex(JAVA_LONG, 0, value);
      limits.setAtIndex(JAVA_LONG, 1, value);
      MethodHandle setrlimit =
          LINKER.downcallHandle(
              LINKER.defaultLookup().findOrThrow("setrlimit"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
      return (int) setrlimit.invokeExact(resource, limits) == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Puts a filter on all threads of this process, for ever; false if the system refuses. */
  static boolean filter(Architecture architecture, List<Instruction> program) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle prctl =
          LINKER.downcallHandle(
              LINKER.defaultLookup().findOrThrow("prctl"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
      MethodHandle syscall =
          LINKER.downcallHandle(
              LINKER.defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
              Linker.Option.firstVariadicArg(1));
      if ((int) prctl.invokeExact(NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L) != 0) {
        return false;
      }
      return (long)
              syscall.invokeExact(
                  (long) architecture.seccomp(), FILTER_MODE, ALL_THREADS, inC(program, arena))
          == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** struct sock_fprog: the number of instructions, and where they are. */
  private static MemorySegment inC(List<Instruction> program, Arena arena) {
    MemorySegment instructions = arena.allocate((long) program.size() * INSTRUCTION_BYTES, 8);
    long at = 0;
    for (Instruction instruction : program) {
      instructions.set(JAVA_SHORT, at, (short) instruction.code());
      instructions.set(JAVA_BYTE, at + 2, (byte) instruction.ifTrue());
      instructions.set(JAVA_BYTE, at + 3, (byte) instruction.ifFalse());
      instructions.set(JAVA_INT, at + 4, instruction.value());
      at += INSTRUCTION_BYTES;
    }
    MemorySegment whole = arena.allocate(16, 8);
    whole.set(JAVA_SHORT, 0, (short) program.size());
    whole.set(ADDRESS, 8, instructions);
    return whole;
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("the C library cannot be called", e);
  }
}
