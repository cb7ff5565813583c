package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.callback.testing.InMemorySecretStates;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.kit.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountSecretsTest {
  private final ManualClock clock = new ManualClock(Jobs.BEGIN);
  private final WebhookSecrets derived = new WebhookSecrets("test master secret");
  private final AccountSecrets secrets =
      new AccountSecrets(
          derived, new InMemorySecretStates(), new SecretRotation(Duration.ofHours(24)), clock);

  @Test
  void anAccountThatNeverRotatedHasTheFirstVersion() {
    var now = secrets.inForce("acme");

    assertThat(now.current()).isEqualTo(derived.secretOf("acme", 1));
    assertThat(now.createdAt()).isEmpty();
    assertThat(now.previous()).isEmpty();
    assertThat(secrets.signing("acme")).containsExactly(derived.secretOf("acme", 1));
  }

  @Test
  void theSecretBeforeSignsUntilItsTimeIsOver() {
    var rotated = secrets.rotate("acme");

    assertThat(rotated.current()).isEqualTo(derived.secretOf("acme", 2));
    assertThat(rotated.createdAt()).contains(Jobs.BEGIN);
    assertThat(rotated.previous())
        .contains(
            new SecretsInForce.Retired(
                derived.secretOf("acme", 1), Jobs.BEGIN.plus(Duration.ofHours(24))));
    assertThat(secrets.inForce("acme")).isEqualTo(rotated);
    assertThat(secrets.signing("acme"))
        .containsExactly(derived.secretOf("acme", 2), derived.secretOf("acme", 1));

    clock.advance(Duration.ofHours(24));
    assertThat(secrets.inForce("acme").previous()).isEmpty();
    assertThat(secrets.signing("acme")).containsExactly(derived.secretOf("acme", 2));
  }

  @Test
  void aSecondRotationDuringTheOverlapLeavesTheFirstItsTime() {
    secrets.rotate("acme");
    clock.advance(Duration.ofHours(1));
    secrets.rotate("acme");

    assertThat(secrets.signing("acme"))
        .containsExactly(
            derived.secretOf("acme", 3), derived.secretOf("acme", 2), derived.secretOf("acme", 1));
    clock.advance(Duration.ofHours(23));
    assertThat(secrets.signing("acme"))
        .containsExactly(derived.secretOf("acme", 3), derived.secretOf("acme", 2));
  }

  @Test
  void noRotationEndsASecretBeforeItsTime() {
    for (int i = 0; i < SecretRotation.MOST_RETIRED; i++) {
      secrets.rotate("acme");
      clock.advance(Duration.ofMinutes(1));
    }
    List<String> promised = secrets.signing("acme");
    assertThat(promised).hasSize(1 + SecretRotation.MOST_RETIRED);

    assertThatThrownBy(() -> secrets.rotate("acme"))
        .isInstanceOfSatisfying(
            TooManyRotationsException.class,
            e -> assertThat(e.possibleFrom()).isEqualTo(Jobs.BEGIN.plus(Duration.ofHours(24))));
    assertThat(secrets.signing("acme")).isEqualTo(promised);

    clock.advance(Duration.between(clock.instant(), Jobs.BEGIN.plus(Duration.ofHours(24))));
    assertThat(secrets.rotate("acme").current()).isEqualTo(derived.secretOf("acme", 10));
  }

  @Test
  void accountsRotateByThemselves() {
    secrets.rotate("acme");

    assertThat(secrets.signing("other")).containsExactly(derived.secretOf("other", 1));
  }
}
