package dev.likeness.callback.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.webhook.DeliveryQueue.Room;
import dev.likeness.callback.webhook.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final String SHARED = "https://hooks.example/catch/";

  private final Slots slots = new Slots(new WebhookDispatcher.Limits(40, 12, 3));
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void anEndpointHasFewPlaces() {
    assertThat(takeAll(new Endpoint("one", SHARED + "1"))).isEqualTo(3);
  }

  @Test
  void anEndpointAtASharedHostLeavesRoomForAnotherOfTheSameAccount() {
    takeAll(new Endpoint("one", SHARED + "1"));

    assertThat(takeAll(new Endpoint("one", SHARED + "2"))).isEqualTo(3);
  }

  @Test
  void anyNumberOfEndpointsOfOneAccountLeavesRoomAtTheirHostForOthers() {
    int greedy = 0;
    for (int endpoint = 0; endpoint < 100; endpoint++) {
      greedy += takeAll(new Endpoint("greedy", SHARED + endpoint));
    }

    assertThat(greedy).isEqualTo(6);
    assertThat(takeAll(new Endpoint("other", SHARED + "other"))).isEqualTo(3);
  }

  @Test
  void anyNumberOfHostsOfOneAccountLeavesRoomForOthers() {
    int greedy = 0;
    for (int host = 0; host < 100; host++) {
      greedy += takeAll(new Endpoint("greedy", "https://host-" + host + ".example/"));
    }

    assertThat(greedy).isEqualTo(20);
    assertThat(takeAll(new Endpoint("other", "https://other.example/"))).isEqualTo(3);
  }

  @Test
  void isFullForEverybodyOnlyWhenOnePlaceIsLeft() {
    for (int account = 0; account < 39; account++) {
      var endpoint = new Endpoint("account-" + account, "https://host-" + account + ".example/");
      assertThat(slots.roomFor(endpoint)).isEqualTo(Room.AVAILABLE);
      assertThat(slots.take(endpoint, "attempt-" + account, Jobs.BEGIN)).isTrue();
    }

    assertThat(slots.roomFor(new Endpoint("any", "https://any.example/"))).isEqualTo(Room.FULL);
  }

  @Test
  void whatIsReleasedIsRoomAgain() {
    var endpoint = new Endpoint("one", SHARED + "1");
    assertThat(slots.take(endpoint, "a", Jobs.BEGIN)).isTrue();

    slots.release(endpoint, "a", Jobs.BEGIN);

    assertThat(slots.running()).isZero();
    assertThat(takeAll(endpoint)).isEqualTo(3);
  }

  private int takeAll(Endpoint endpoint) {
    int taken = 0;
    while (slots.take(endpoint, "attempt " + attempts.incrementAndGet(), Jobs.BEGIN)) {
      taken++;
    }
    return taken;
  }
}
