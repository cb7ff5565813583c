package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void choosesDifferentPortsThatCanBeBound() throws Exception {
    FreePorts ports = FreePorts.choose(20);

    assertThat(ports.ports()).hasSize(20).doesNotHaveDuplicates();
    for (int port : ports.ports()) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.getLocalPort()).isEqualTo(port);
      }
    }
  }

  @Test
  void prefersTheUsualPortsAndReplacesOneThatIsTaken() throws Exception {
    int free = FreePorts.choose(1).get(0);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FreePorts ports = FreePorts.preferring(List.of(free, taken.getLocalPort()));

      assertThat(ports.get(0)).isEqualTo(free);
      assertThat(ports.get(1)).isNotIn(free, taken.getLocalPort());
    }
  }
}
