package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingConnectionsTest {
  private final AtomicLong time = new AtomicLong();
  private final WaitingConnections<String> connections =
      new WaitingConnections<>(3, Duration.ofSeconds(10), time::get);

  @Test
  void oneThatNeverAsksIsClosedInTheEnd() {
    connections.opened("silent");
    pass(Duration.ofSeconds(10));
    assertThat(connections.overdue()).isEmpty();

    pass(Duration.ofNanos(1));
    assertThat(connections.overdue()).containsExactly("silent");
  }

  @Test
  void oneThatServesARequestMayTakeItsTime() {
    connections.opened("busy");
    connections.asked("busy");
    pass(Duration.ofMinutes(10));
    assertThat(connections.overdue()).isEmpty();

    connections.answered("busy");
    assertThat(connections.overdue()).isEmpty();
    pass(Duration.ofSeconds(11));
    assertThat(connections.overdue()).containsExactly("busy");
  }

  @Test
  void theOneThatHasWaitedLongestMakesRoom() {
    assertThat(connections.opened("first")).isEmpty();
    assertThat(connections.opened("second")).isEmpty();
    assertThat(connections.opened("third")).isEmpty();
    connections.asked("first");
    connections.answered("first"); // and so has waited less than the others

    assertThat(connections.opened("fourth")).contains("second");
    assertThat(connections.opened("fifth")).as("also before it is closed").contains("third");
  }

  @Test
  void noneThatServesARequestMakesRoom() {
    for (String each : new String[] {"first", "second", "third"}) {
      connections.opened(each);
      connections.asked(each);
    }

    assertThat(connections.opened("fourth")).contains("fourth");
  }

  @Test
  void theClosedAreForgotten() {
    connections.opened("asked");
    connections.asked("asked");
    connections.opened("waiting");
    connections.closed("asked");
    connections.closed("waiting");
    connections.answered("asked"); // its answer came too late

    assertThat(connections.size()).isZero();
    pass(Duration.ofDays(1));
    assertThat(connections.overdue()).isEmpty();
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }
}
