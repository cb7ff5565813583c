package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.model.Cancellation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptsInHandTest {
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private final AttemptsInHand attempts = new AttemptsInHand(() -> now, 3);

  @Test
  void stopsTheOneThatIsCancelled() {
    var one = new Cancellation();
    var other = new Cancellation();
    attempts.begin("one", one);
    attempts.begin("other", other);

    attempts.cancel("one");

    assertThat(one.isRequested()).isTrue();
    assertThat(other.isRequested()).isFalse();
    assertThat(attempts.isCancelled("one")).isTrue();
    assertThat(attempts.ids()).hasSize(2);
  }

  @Test
  void doesNotBeginWhatIsCancelledWithinTheHour() {
    attempts.cancel("one");
    now = now.plus(Duration.ofMinutes(59));

    assertThat(attempts.begin("one", new Cancellation())).isFalse();
    assertThat(attempts.ids()).isEmpty();

    now = now.plus(Duration.ofMinutes(2));
    assertThat(attempts.begin("one", new Cancellation())).isTrue();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      attempts.cancel(id);
    }

    assertThat(attempts.isCancelled("a")).isFalse();
    assertThat(attempts.isCancelled("b")).isTrue();
    assertThat(attempts.isCancelled("d")).isTrue();
  }

  @Test
  void leavesAloneWhatHasEnded() {
    var cancellation = new Cancellation();
    attempts.begin("one", cancellation);
    attempts.end("one");

    attempts.cancel("one");

    assertThat(cancellation.isRequested()).isFalse();
  }
}
