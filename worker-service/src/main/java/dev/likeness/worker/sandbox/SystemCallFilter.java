package dev.likeness.worker.sandbox;

import dev.likeness.worker.sandbox.SystemCall.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter that Linux asks about every system call of the sandboxed process (seccomp mode 2,
 * Documentation/userspace-api/seccomp_filter.rst): what is not in {@link SystemCall} fails with
 * EPERM. It is a program in classic BPF. A list of what is allowed, because a list of what is
 * forbidden ages with each kernel.
 */
final class SystemCallFilter {
  static final int ALLOW = 0x7fff0000;
  static final int REFUSE = 0x00050000 | 1; // SECCOMP_RET_ERRNO, EPERM
  static final int KILL = 0x80000000;

  /** Codes of instructions: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K. */
  static final int LOAD = 0x20;

  static final int JUMP_IF_EQUAL = 0x15;
  static final int RETURN = 0x06;

  /** Offsets in struct seccomp_data. */
  static final int NUMBER = 0;

  static final int ARCHITECTURE = 4;
  static final int FIRST_ARGUMENT = 16;

  private SystemCallFilter() {}

  /** struct sock_filter. Jumps are relative to the next instruction. */
  record Instruction(int code, int ifTrue, int ifFalse, int value) {}

  /**
   * @param process the only one that may be sent a signal: its own, which {@code abort} needs
   */
  static List<Instruction> program(Architecture architecture, int process) {
    List<Instruction> program = new ArrayList<>();
    program.add(new Instruction(LOAD, 0, 0, ARCHITECTURE));
    program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, architecture.audit()));
    program.add(answer(KILL)); // numbers mean other calls there
    program.add(new Instruction(LOAD, 0, 0, NUMBER));
    for (SystemCall call : SystemCall.values()) {
      program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, call.number(architecture)));
      program.add(answer(ALLOW));
    }
    program.add(new Instruction(JUMP_IF_EQUAL, 0, 3, architecture.tgkill()));
    program.add(new Instruction(LOAD, 0, 0, FIRST_ARGUMENT));
    program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, process));
    program.add(answer(ALLOW));
    program.add(answer(REFUSE));
    return program;
  }

  private static Instruction answer(int answer) {
    return new Instruction(RETURN, 0, 0, answer);
  }
}
