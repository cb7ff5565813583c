package dev.likeness.worker.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What native code that has been taken over would try, one thing after the other, with calls of the
 * C library. Prints {@code name=value} lines. Arguments: {@code inside} or {@code outside} the
 * sandbox, {@code calls} or {@code cpu}, and a file that it has no business with.
 */
@SuppressWarnings("restricted")
final class SandboxProbe {
  private static final int INTERNET = 2; // AF_INET
  private static final int STREAM = 1; // SOCK_STREAM
  private static final int FOR_WRITING = 1; // O_WRONLY
  private static final long MEBIBYTE = 1 << 20;

  /** Where the probe without a sandbox stops to take memory. */
  static final int MOST_MEBIBYTES = 512;

  private static final MethodHandle OPEN = function("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SOCKET =
      function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SPAWN =
      function("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle MALLOC = function("malloc", ADDRESS, JAVA_LONG);
  private static final MethodHandle FREE = function("free", JAVA_LONG, ADDRESS);

  private SandboxProbe() {}

  public static void main(String[] arguments) throws Throwable {
    MemorySegment file = Arena.global().allocateFrom(arguments[2]);
    int parent = (int) ProcessHandle.current().parent().orElseThrow().pid();
    say("environment", System.getenv().keySet());
    say("descriptors", descriptors());
    calls(MemorySegment.NULL, 0); // loads what it takes to make them
    if (arguments[0].equals("inside")) {
      say("missing", Sandbox.enter(SandboxProbe.class));
    }
    switch (arguments[1]) {
      case "calls" -> {
        calls(file, parent);
        say("thread", startsThread());
        say("mebibytes", mebibytes());
        say("process", startsProcess());
      }
      case "cpu" -> spin();
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private static void calls(MemorySegment file, int process) throws Throwable {
    say("read", (int) OPEN.invokeExact(file, 0) >= 0);
    say("write", (int) OPEN.invokeExact(file, FOR_WRITING) >= 0);
    say("socket", (int) SOCKET.invokeExact(INTERNET, STREAM, 0) >= 0);
    say("signal", (int) KILL.invokeExact(process, 0) == 0);
  }

  /** Not by {@code fork}: a JVM's copy, with one thread of many, may hang before it can end. */
  private static boolean startsProcess() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment shell = arena.allocateFrom("/bin/sh");
      MemorySegment arguments = arena.allocate(ADDRESS, 4);
      arguments.setAtIndex(ADDRESS, 0, shell);
      arguments.setAtIndex(ADDRESS, 1, arena.allocateFrom("-c"));
      arguments.setAtIndex(ADDRESS, 2, arena.allocateFrom(":"));
      MemorySegment none = MemorySegment.NULL;
      MemorySegment noEnvironment = arena.allocate(ADDRESS);
      MemorySegment process = arena.allocate(JAVA_INT);
      return (int) SPAWN.invokeExact(process, shell, none, none, arguments, noEnvironment) == 0;
    }
  }

  private static boolean startsThread() throws InterruptedException {
    try {
      Thread thread = Thread.ofPlatform().start(() -> {});
      thread.join();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /** How many {@code malloc} gives, up to {@link #MOST_MEBIBYTES}. */
  private static int mebibytes() throws Throwable {
    List<MemorySegment> taken = new ArrayList<>(MOST_MEBIBYTES);
    while (taken.size() < MOST_MEBIBYTES) {
      MemorySegment next = (MemorySegment) MALLOC.invokeExact(MEBIBYTE);
      if (next.equals(MemorySegment.NULL)) {
        break;
      }
      taken.add(next);
    }
    for (MemorySegment segment : taken) {
      var _ = (long) FREE.invokeExact(segment);
    }
    return taken.size();
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static void spin() {
    say("spinning", true);
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** What the open descriptors lead to. */
  private static List<String> descriptors() throws IOException {
    Path folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    try (Stream<Path> links = Files.list(folder)) {
      for (Path link : links.toList()) {
        if (Files.exists(link)) { // the one to the folder itself has gone
          targets.add(Files.readSymbolicLink(link).toString());
        }
      }
    }
    return targets;
  }

  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... takes) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, takes));
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }
}
