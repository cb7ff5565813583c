package dev.likeness.callback.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.webhook.SecretRotation;
import dev.likeness.callback.webhook.SecretStates;
import dev.likeness.schema.v1.RetiredSecret;
import dev.likeness.schema.v1.WebhookSecretState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every {@link SecretStates} does, in memory and on a broker. */
public interface SecretStatesContract {
  SecretRotation ROTATION = new SecretRotation(Duration.ofHours(24));

  SecretStates states();

  /** Those of another instance. */
  SecretStates others();

  @Test
  default void showsAChangeAtOnceWhereItWasMadeAndSoonElsewhere() {
    String account = Jobs.freshId();
    assertThat(states().find(account)).isEmpty();

    rotate(states(), account);

    assertThat(states().find(account)).map(WebhookSecretState::getVersion).contains(2);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(others().find(account)).map(WebhookSecretState::getVersion).contains(2));
  }

  @Test
  default void aChangeIsGivenWhatWasLeftByTheOneBeforeOnAnotherInstance() {
    String account = Jobs.freshId();
    rotate(states(), account);

    assertThat(rotate(others(), account).getVersion()).isEqualTo(3);
    assertThat(rotate(states(), account).getVersion()).isEqualTo(4);
  }

  @Test
  default void simultaneousChangesLoseNone() throws Exception {
    String account = Jobs.freshId();
    var changes = new ArrayList<Callable<WebhookSecretState>>();
    for (int i = 0; i < 3; i++) {
      changes.add(() -> rotate(states(), account));
      changes.add(() -> rotate(others(), account));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<WebhookSecretState> change : threads.invokeAll(changes)) {
        assertThat(change.get().getVersion()).isPositive();
      }
    }

    var last = rotate(states(), account);
    assertThat(last.getVersion()).isEqualTo(8);
    assertThat(last.getRetired())
        .as("all of them still sign")
        .extracting(RetiredSecret::getVersion)
        .containsExactly(7, 6, 5, 4, 3, 2, 1);
  }

  private static WebhookSecretState rotate(SecretStates states, String account) {
    return states.change(account, known -> ROTATION.next(account, known, Jobs.BEGIN));
  }
}
