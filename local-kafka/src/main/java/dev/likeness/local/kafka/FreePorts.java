package dev.likeness.local.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  public FreePorts {
    ports = List.copyOf(ports);
  }

  /**
   * Finds {@code count} ports; every socket stays open until all are chosen, so none comes twice.
   */
  public static FreePorts choose(int count) {
    Deque<ServerSocket> open = new ArrayDeque<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
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
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    } catch (IOException e) {
      throw new LocalKafkaException("port " + port + " is taken", e);
    }
  }

  /** The port at this place, counted from 0. */
  public int get(int index) {
    return ports.get(index);
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new LocalKafkaException("a port could not be given back", e);
    }
  }
}
