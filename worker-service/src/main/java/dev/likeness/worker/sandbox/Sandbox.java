package dev.likeness.worker.sandbox;

import dev.likeness.worker.sandbox.SystemCall.Architecture;
import dev.likeness.worker.sandbox.SystemCallFilter.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes from this process what it does not need any more. There is no way back.
 *
 * <p>Before that, the process must have used everything once: afterwards no file can be opened, so
 * that no library can be loaded any more, and no thread can be started.
 */
public final class Sandbox {
  private Sandbox() {}

  /**
   * Enters it, for all threads of this process.
   *
   * @param used of which whole packages are used afterwards
   * @return what the system did not grant, in words; empty if all of it holds
   */
  public static List<String> enter(Class<?>... used) {
    for (Class<?> member : used) {
      PackageClasses.load(member);
    }
    PackageClasses.load(Sandbox.class);
    boolean mac = systemName().startsWith("mac");
    Optional<Architecture> architecture = architecture();
    List<Instruction> filter = architecture.map(Sandbox::program).orElse(List.of());

    List<String> missing = new ArrayList<>();
    for (ResourceLimit limit : ResourceLimit.values()) {
      if (!CLibrary.limit(limit.number(mac), value(limit))) {
        missing.add("limit on " + limit.meaning());
      }
    }
    // Last: setting limits is not among the calls that it allows.
    if (architecture.isEmpty() || !CLibrary.filter(architecture.get(), filter)) {
      missing.add("filter of system calls");
    }
    return missing;
  }

  private static long value(ResourceLimit limit) {
    return switch (limit) {
      case CPU -> SandboxLimits.cpuTime();
      case DATA -> SandboxLimits.dataBytes();
      case FILE_SIZE, CORE, PROCESSES, DESCRIPTORS -> 0;
    };
  }

  private static List<Instruction> program(Architecture architecture) {
    return SystemCallFilter.program(architecture, Math.toIntExact(ProcessHandle.current().pid()));
  }

  /** Of a Linux for which there is a filter. */
  private static Optional<Architecture> architecture() {
    if (!systemName().equals("linux")) {
      return Optional.empty();
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> Optional.of(Architecture.X86_64);
      case "aarch64" -> Optional.of(Architecture.AARCH64);
      default -> Optional.empty();
    };
  }

  private static String systemName() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT);
  }
}
