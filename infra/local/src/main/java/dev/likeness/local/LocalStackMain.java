package dev.likeness.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code ./likeness demo [photo]} and {@code ./likeness dev [--ready-file F]} run. Data lives
 * under {@code .likeness/}, in a folder of this start that is removed at its end, so that nothing
 * of an earlier start can matter. Speaks to people on the console; stack traces go to the log.
 */
public final class LocalStackMain {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStackMain.class);
  private static final Path HOME = Path.of(".likeness").toAbsolutePath();
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** As shells report a program that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

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
    Optional<Path> photo = arguments.stream().findFirst().map(LocalStackMain::ofCaller);
    if (photo.isPresent() && !Files.isReadable(photo.get())) {
      System.err.println("likeness: there is no readable file " + photo.get());
      return 2;
    }
    return withStack(stack -> new Demo(stack, HOME.resolve("demo")).run(photo) ? 0 : 1);
  }

  private static int dev(List<String> arguments) throws Exception {
    if (arguments.isEmpty()) {
      return keepUp(Optional.empty());
    }
    if (arguments.size() == 2 && arguments.getFirst().equals("--ready-file")) {
      return keepUp(Optional.of(ofCaller(arguments.getLast())));
    }
    return usage();
  }

  /**
   * Until Ctrl-C; the ready file goes with the stack, so that no script takes it for ready then.
   */
  private static int keepUp(Optional<Path> readyFile) throws Exception {
    return withStack(
        stack -> {
          var access = new StackAccess(stack);
          access.print(System.out);
          try {
            if (readyFile.isPresent()) {
              access.writeTo(readyFile.get());
            }
            new CountDownLatch(1).await(); // an end of any kind interrupts it
            return 0;
          } finally {
            if (readyFile.isPresent()) {
              Files.deleteIfExists(readyFile.get());
            }
          }
        });
  }

  /**
   * A path as whoever called the launcher means it: the launcher itself works in its own folder.
   */
  private static Path ofCaller(String path) {
    return Path.of(System.getProperty("likeness.caller", "")).resolve(path);
  }

  private static int usage() {
    System.err.println("usage: ./likeness demo [photo] | ./likeness dev [--ready-file F]");
    return 2;
  }

  private interface Use {
    int of(LocalStack stack) throws Exception;
  }

  /**
   * Starts a stack, uses it, and stops it and removes its data: when the use ends, when it fails,
   * and on Ctrl-C, which interrupts the use.
   */
  private static int withStack(Use use) throws IOException {
    Files.createDirectories(HOME);
    Path directory = Files.createTempDirectory(HOME, "stack-");
    var interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "stop-local-stack"));
    try {
      return use(use, directory, interruption);
    } catch (Throwable e) { // whatever it was: it ends here, as a sentence and an exit code
      Optional<String> failure = interruption.failure();
      if (failure.isPresent()) {
        return failed(failure.get(), e);
      }
      return interruption.wanted() ? INTERRUPTED : failed(sentence(e), e);
    } finally {
      removeAll(directory);
      interruption.done();
    }
  }

  private static int use(Use use, Path directory, Interruption interruption) throws Exception {
    long begin = System.nanoTime();
    System.out.print("starting a Kafka broker, a schema registry and the three services ... ");
    System.out.flush();
    try (LocalStack stack = LocalStack.start(directory, Map.of(), LocalStackMain::tell)) {
      System.out.printf("ready in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      var _ = stack.failure().thenAccept(interruption::failed);
      return use.of(stack);
    }
  }

  private static void tell(String sentence) {
    LOG.atWarn().log(sentence);
    System.out.println();
    System.out.println("likeness: " + sentence);
  }

  private static int failed(String sentence, Throwable e) {
    LOG.atError().setCause(e).log("failed");
    System.out.println();
    System.err.println("likeness: " + sentence);
    System.err.println(
        "likeness: more is in " + System.getProperty("likeness.log", "likeness.log"));
    return 1;
  }

  /** Its message; or its cause's, where it was made of nothing but the cause. */
  private static String sentence(Throwable thrown) {
    String message = thrown.getMessage();
    Throwable cause = thrown.getCause();
    if (cause != null && cause.toString().equals(message)) {
      return sentence(cause);
    }
    return message == null ? thrown.toString() : message;
  }

  /**
   * Ctrl-C, or the end of a part of the stack: interrupts the thread that uses the stack. Ctrl-C
   * also keeps the JVM until that has stopped.
   */
  private static final class Interruption {
    private final Thread user;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicReference<String> failure = new AtomicReference<>();

    Interruption(Thread user) {
      this.user = user;
    }

    boolean wanted() {
      return wanted.get();
    }

    /** Why a part of the stack ended by itself, if one did before Ctrl-C. */
    Optional<String> failure() {
      return Optional.ofNullable(failure.get());
    }

    void failed(String reason) {
      if (stopped.getCount() > 0 && !wanted.get()) {
        failure.set(reason);
        user.interrupt();
      }
    }

    void done() {
      stopped.countDown();
    }

    void stop() {
      if (stopped.getCount() == 0) {
        return; // an ordinary end
      }
      wanted.set(true);
      System.out.println();
      System.out.println("stopping");
      user.interrupt();
      try {
        if (!stopped.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          System.err.println(
              "likeness: not everything stopped within " + STOP_LIMIT.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void removeAll(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(LocalStackMain::remove);
    } catch (IOException | UncheckedIOException e) {
      LOG.atWarn().setCause(e).log("could not remove all data");
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
