package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
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
}
