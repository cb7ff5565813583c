package dev.likeness.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterSecretTest {
  private static final String LEAST = "x".repeat(MasterSecret.MIN_BYTES);

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "unused", "1234567890123456789012345678901"})
  void refusesWhatIsTooShortAndSaysHowToMakeOne(String guessable) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MasterSecret(guessable))
        .withMessageContaining("LIKENESS_MASTER_SECRET")
        .withMessageContaining("at least 32 bytes")
        .withMessageContaining("openssl rand -hex 32");
  }

  @Test
  void derivesASecretForEachPurpose() {
    var secret = new MasterSecret(LEAST);

    assertThat(secret.derived("a")).matches("[0-9a-f]{64}").isEqualTo(secret.derived("a"));
    assertThat(secret.derived("b")).isNotEqualTo(secret.derived("a"));
    assertThat(new MasterSecret(LEAST + "y").derived("a")).isNotEqualTo(secret.derived("a"));
  }

  @Test
  void isNotPrinted() {
    assertThat(new MasterSecret(LEAST).toString()).doesNotContain(LEAST);
  }

  @Test
  void provesCallsOfServicesWithTheSameSecretOnly() {
    var ours = new InternalCalls(new MasterSecret(LEAST));

    assertThat(ours.isProof(new InternalCalls(new MasterSecret(LEAST)).proof())).isTrue();
    assertThat(ours.isProof(new InternalCalls(new MasterSecret(LEAST + "y")).proof())).isFalse();
    assertThat(ours.isProof(LEAST)).isFalse();
    assertThat(ours.isProof("")).isFalse();
    assertThat(ours.isProof(null)).isFalse();
  }
}
