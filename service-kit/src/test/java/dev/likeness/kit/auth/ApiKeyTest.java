package dev.likeness.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  /** By {@code printf key-of-acme | sha256sum}. */
  private static final String HASH =
      "689febd264f8b977e29c0fdb75f839eb248ba07d1561b14f2b95f42756943245";

  @Test
  void isKnownByItsHash() {
    assertThat(new ApiKey("key-of-acme").sha256()).isEqualTo(HASH);
  }

  @Test
  void doesNotPrintItself() {
    assertThat(new ApiKey("key-of-acme")).asString().doesNotContain("acme");
  }

  @Test
  void freshOnesHaveAFormAndDiffer() {
    var random = new Random(1);

    assertThat(ApiKey.fresh(random).value())
        .matches("lk_[0-9a-f]{40}")
        .isNotEqualTo(ApiKey.fresh(random).value());
  }
}
