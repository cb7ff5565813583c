package dev.likeness.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Ports of loopback on which somebody listens, as long as this is open. */
record TakenPorts(List<Integer> ports, List<ServerSocket> sockets) implements AutoCloseable {
  /** Takes each of these ports; one that is taken already serves the purpose as well. */
  static TakenPorts take(int... ports) {
    List<Integer> taken = Arrays.stream(ports).boxed().toList();
    return new TakenPorts(taken, taken.stream().flatMap(port -> listen(port).stream()).toList());
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      return Optional.empty(); // somebody else has it
    }
  }

  @Override
  public void close() {
    for (ServerSocket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
