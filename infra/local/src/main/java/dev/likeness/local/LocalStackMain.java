package dev.likeness.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./likeness demo [photo]} and {@code ./likeness dev [--ready-file F]} run. Data lives
 * under {@code .likeness/}, in a folder of this start that is removed at its end, so that nothing
 * of an earlier start can matter.
 */
public final class LocalStackMain {
  private static final Path HOME = Path.of(".likeness").toAbsolutePath();

  private LocalStackMain() {}

  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments)));
  }

  /** The exit code: 0 done, 1 failed, 2 used wrongly. */
  private static int run(List<String> arguments) throws Exception {
    return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "demo" -> demo(arguments.subList(1, arguments.size()));
      case "dev" -> dev(arguments.subList(1, arguments.size()));
      default -> usage();
    };
  }

  private static int demo(List<String> arguments) throws Exception {
    if (arguments.size() > 1) {
      return usage();
    }
    Optional<Path> photo = arguments.stream().findFirst().map(Path::of);
    if (photo.isPresent() && !Files.isRegularFile(photo.get())) {
      System.err.println("likeness: there is no file " + photo.get());
      return 2;
    }
    return withStack(stack -> new Demo(stack, HOME.resolve("demo")).run(photo) ? 0 : 1);
  }

  private static int dev(List<String> arguments) throws Exception {
    Optional<Path> readyFile =
        switch (arguments) {
          case List<String> none when none.isEmpty() -> Optional.empty();
          case List<String> two when two.size() == 2 && two.getFirst().equals("--ready-file") ->
              Optional.of(Path.of(two.getLast()));
          default -> null;
        };
    if (readyFile == null) {
      return usage();
    }
    return withStack(
        stack -> {
          var access = new StackAccess(stack);
          access.print(System.out);
          if (readyFile.isPresent()) {
            access.writeTo(readyFile.get());
          }
          new CountDownLatch(1).await(); // until Ctrl-C
          return 0;
        });
  }

  private static int usage() {
    System.err.println("usage: ./likeness demo [photo] | ./likeness dev [--ready-file F]");
    return 2;
  }

  private interface Use {
    int of(LocalStack stack) throws Exception;
  }

  /** Starts a stack, uses it, and stops it: when the use ends, when it fails, and on Ctrl-C. */
  private static int withStack(Use use) throws Exception {
    Files.createDirectories(HOME);
    Path directory = Files.createTempDirectory(HOME, "stack-");
    long begin = System.nanoTime();
    System.out.print("starting broker, schema registry and the three services ... ");
    System.out.flush();
    var stopping = new StopOnce(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::stop, "stop-local-stack"));
    try {
      LocalStack stack = LocalStack.start(directory);
      stopping.watch(stack);
      System.out.printf("ready in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      return use.of(stack);
    } catch (Exception e) {
      System.out.println();
      System.err.println(
          "likeness: "
              + e.getMessage()
              + " (log: "
              + System.getProperty("likeness.log", "likeness.log")
              + ")");
      throw e;
    } finally {
      stopping.stop();
    }
  }

  /**
   * Stops a stack and removes its data, once, whoever asks first: the end of the program or Ctrl-C.
   */
  private static final class StopOnce {
    private final Path directory;
    private @Nullable LocalStack stack;
    private boolean stopped;

    StopOnce(Path directory) {
      this.directory = directory;
    }

    synchronized void watch(LocalStack started) {
      if (stopped) {
        started.close();
      }
      stack = started;
    }

    synchronized void stop() {
      if (stopped) {
        return;
      }
      stopped = true;
      if (stack != null) {
        stack.close();
      }
      removeAll(directory);
    }
  }

  private static void removeAll(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(LocalStackMain::remove);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("likeness: could not remove all of " + directory);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
