package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HangingDeviceTest {
  @Test
  void leasesNothingMoreAndThenEndsTheProcess() {
    List<String> done = new ArrayList<>();

    new HangingDevice(
            () -> done.add("no more leases"),
            Duration.ofMillis(1),
            status -> done.add("exit " + status))
        .run();

    assertThat(done).containsExactly("no more leases", "exit 70");
  }
}
