package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StackPortsTest {
  @Test
  void givesEachPartAPortOfItsOwn() {
    assertThat(all(StackPorts.choose())).doesNotHaveDuplicates().allMatch(port -> port > 0);
  }

  @Test
  void takesAnotherWhereTheUsualOneIsTaken() {
    try (var taken = TakenPorts.take(8080, 9092)) {
      assertThat(all(StackPorts.choose()))
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(taken.ports());
    }
  }

  private static List<Integer> all(StackPorts ports) {
    return List.of(
        ports.http(),
        ports.ingestAdmin(),
        ports.ingestInternal(),
        ports.callback(),
        ports.callbackAdmin(),
        ports.workerAdmin(),
        ports.broker(),
        ports.controller(),
        ports.registry());
  }
}
