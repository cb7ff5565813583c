package dev.likeness.local.kafka;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Loopback ports that were free, and all different, a moment ago.
 *
 * <p>Neither Kafka's controller nor the registry can report a port that the system chose for them,
 * so it has to be chosen before. Another process may take it first: that shows as a failed start,
 * and {@link #start} chooses again.
 */
public record FreePorts(List<Integer> ports) {
  private static final int ANY = 0;
  private static final int MAX_CHOICES = 5;
  private static final int MAX_CAUSES = 20;

  public FreePorts {
    ports = List.copyOf(ports);
  }

  /** Finds {@code count} ports. */
  public static FreePorts choose(int count) {
    return preferring(Collections.nCopies(count, ANY));
  }

  /** Takes each of these ports that is free, and another one in the place of each that is not. */
  public static FreePorts preferring(List<Integer> preferred) {
    // Every socket stays open until all are chosen, so that none comes twice.
    Deque<ServerSocket> open = new ArrayDeque<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int port : preferred) {
        ServerSocket socket = isFree(port) ? listen(port) : listen(ANY);
        open.push(socket);
        ports.add(socket.getLocalPort());
      }
      return new FreePorts(ports);
    } catch (IOException e) {
      throw new LocalKafkaException("no free loopback port", e);
    } finally {
      open.forEach(FreePorts::close);
    }
  }

  /** Starts something on ports. */
  public interface Start<P, T> {
    T on(P ports) throws Exception;
  }

  /**
   * Starts something on ports that are free, and on others if one of them was taken meanwhile.
   *
   * @param choice makes a choice of ports that are free now
   * @param told is given a sentence before another choice is made
   * @throws Exception what the start threw, if it was not about ports, or at the {@value
   *     #MAX_CHOICES}th time
   */
  public static <P, T> T start(Supplier<P> choice, Start<P, T> start, Consumer<String> told)
      throws Exception {
    for (int choices = 1; ; choices++) {
      try {
        return start.on(choice.get());
      } catch (Exception e) {
        Optional<String> taken = takenPort(e);
        if (taken.isEmpty() || choices == MAX_CHOICES) {
          throw e;
        }
        told.accept(taken.get().replaceFirst("\\.$", "") + "; choosing other ports");
      }
    }
  }

  /** What says which port was taken; empty if the failure has another reason. */
  private static Optional<String> takenPort(Throwable failure) {
    Throwable thrown = failure;
    for (int causes = 0; causes < MAX_CAUSES; causes++) {
      Throwable cause = thrown.getCause();
      // The system does not say which port it was; whoever caught it first does.
      if (thrown instanceof PortTakenException || cause instanceof BindException) {
        return Optional.of(Objects.requireNonNullElse(thrown.getMessage(), thrown.toString()));
      }
      if (cause == null) {
        return thrown instanceof BindException ? Optional.of(thrown.toString()) : Optional.empty();
      }
      thrown = cause;
    }
    return Optional.empty();
  }

  /** Throws, naming the port, if another socket listens on it on loopback. */
  static void requireFree(int port) {
    if (!isFree(port)) {
      throw new PortTakenException("port " + port + " is taken");
    }
  }

  /** The port at this place, counted from 0. */
  public int get(int index) {
    return ports.get(index);
  }

  static boolean isFree(int port) {
    try {
      listen(port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new LocalKafkaException("a port could not be given back", e);
    }
  }
}
