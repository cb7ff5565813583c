package dev.likeness.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.sandbox.SystemCall.Architecture;
import dev.likeness.worker.sandbox.SystemCallFilter.Instruction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program, run by a small machine of our own, for processors that this one is not. */
class SystemCallFilterTest {
  private static final int OWN = 4711;

  @ParameterizedTest
  @EnumSource
  void allowsWhatIsListedAndNothingElse(Architecture architecture) {
    List<Integer> allowed =
        List.of(SystemCall.values()).stream().map(call -> call.number(architecture)).toList();

    assertThat(allowed).doesNotHaveDuplicates();
    for (int call = 0; call < 600; call++) {
      assertThat(answer(architecture, architecture.audit(), call, 0))
          .as("call %d", call)
          .isEqualTo(allowed.contains(call) ? SystemCallFilter.ALLOW : SystemCallFilter.REFUSE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void allowsSignalsToItselfAlone(Architecture architecture) {
    assertThat(answer(architecture, architecture.audit(), architecture.tgkill(), OWN))
        .isEqualTo(SystemCallFilter.ALLOW);
    assertThat(answer(architecture, architecture.audit(), architecture.tgkill(), OWN + 1))
        .isEqualTo(SystemCallFilter.REFUSE);
  }

  @ParameterizedTest
  @EnumSource
  void endsWhoCallsByTheNumbersOfAnotherArchitecture(Architecture architecture) {
    int another = 0x40000003; // AUDIT_ARCH_I386: 1 is exit there, and write on x86-64
    assertThat(answer(architecture, another, 1, 0)).isEqualTo(SystemCallFilter.KILL);
  }

  private static int answer(Architecture architecture, int audit, int call, int argument) {
    Map<Integer, Integer> data =
        Map.of(
            SystemCallFilter.NUMBER, call,
            SystemCallFilter.ARCHITECTURE, audit,
            SystemCallFilter.FIRST_ARGUMENT, argument);
    List<Instruction> program = SystemCallFilter.program(architecture, OWN);
    int loaded = 0;
    for (int at = 0; at < program.size(); at++) {
      Instruction next = program.get(at);
      switch (next.code()) {
        case SystemCallFilter.LOAD -> loaded = data.getOrDefault(next.value(), 0);
        case SystemCallFilter.JUMP_IF_EQUAL ->
            at += loaded == next.value() ? next.ifTrue() : next.ifFalse();
        case SystemCallFilter.RETURN -> {
          return next.value();
        }
        default -> throw new AssertionError(next);
      }
    }
    throw new AssertionError("no answer");
  }
}
