package dev.likeness.local.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Loopback ports that were free, and all different, a moment ago.
 *
 * <p>Neither Kafka's controller nor the registry can report a port that the system chose for them,
 * so it has to be chosen before. Another process may take it first: that race is small and shows as
 * a failed start.
 */
public record FreePorts(List<Integer> ports) {
  private static final int ANY = 0;

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

  /** Throws, naming the port, if another socket listens on it on loopback. */
  static void requireFree(int port) {
    if (!isFree(port)) {
      throw new LocalKafkaException("port " + port + " is taken");
    }
  }

  /** The port at this place, counted from 0. */
  public int get(int index) {
    return ports.get(index);
  }

  private static boolean isFree(int port) {
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
