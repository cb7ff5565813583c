package dev.likeness.local.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Who is told when a broker in this JVM fails. Left alone, Kafka ends the whole JVM then, at its
 * start as well as later, and says why in its log only.
 *
 * <p>A broker's threads are made by the thread that starts it, and inherit from it to which broker
 * they belong.
 */
final class BrokerFailures {
  private static final ThreadLocal<@Nullable CompletableFuture<String>> OF_THIS_THREAD =
      new InheritableThreadLocal<>();

  static {
    Exit.setExitProcedure(BrokerFailures::exit);
    Exit.setHaltProcedure(BrokerFailures::exit);
  }

  private BrokerFailures() {}

  /** Starts a broker whose failure completes {@code failure}, with a sentence. */
  static <T> T toldTo(CompletableFuture<String> failure, Supplier<T> start) {
    OF_THIS_THREAD.set(failure);
    try {
      return start.get();
    } finally {
      OF_THIS_THREAD.remove();
    }
  }

  /** Returns, so that whoever failed goes on to clean up and to throw. */
  private static void exit(int status, @Nullable String message) {
    CompletableFuture<String> failure = OF_THIS_THREAD.get();
    if (failure == null) {
      System.err.println("Kafka ends this process with status " + status + suffix(message));
      Runtime.getRuntime().halt(status);
    } else {
      failure.complete("the broker failed" + suffix(message));
    }
  }

  private static String suffix(@Nullable String message) {
    return message == null ? "; its log says why" : ": " + message;
  }
}
