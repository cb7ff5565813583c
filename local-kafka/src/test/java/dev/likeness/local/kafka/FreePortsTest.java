package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Iterator;
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
  void choosesAgainWhenAPortWasTakenMeanwhileAndSaysWhich() throws Exception {
    var told = new ArrayList<String>();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Iterator<Integer> choices = List.of(taken.getLocalPort(), 0).iterator();

      try (ServerSocket started =
          FreePorts.start(choices::next, FreePortsTest::listen, told::add)) {
        assertThat(started.isBound()).isTrue();
      }
      assertThat(told)
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort(), "choosing other ports");
    }
  }

  @Test
  void choosesNoMoreThanFiveTimes() throws Exception {
    var told = new ArrayList<String>();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> FreePorts.start(taken::getLocalPort, FreePortsTest::listen, told::add))
          .hasRootCauseInstanceOf(BindException.class);
    }
    assertThat(told).hasSize(4);
  }

  @Test
  void doesNotTryAgainWhatFailedForAnotherReason() {
    var told = new ArrayList<String>();

    assertThatThrownBy(
            () ->
                FreePorts.start(
                    () -> 1,
                    _ -> {
                      throw new IOException("the disk is full");
                    },
                    told::add))
        .hasMessage("the disk is full");
    assertThat(told).isEmpty();
  }

  /** As servers do it: the system's own exception does not say which port it was. */
  private static ServerSocket listen(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IOException("cannot listen on port " + port, e);
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
