package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "mine-1", "A.b_C-9"})
  void keepsAWellFormedIdOfTheCaller(String given) {
    assertThat(RequestIds.idFor(given)).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\n", "<script>", "\u00e9", "{}", "a:b"})
  void replacesAnyOther(String given) {
    assertThat(RequestIds.idFor(given)).matches("[0-9a-f]{32}");
  }

  @Test
  void replacesAnOverlongOne() {
    assertThat(RequestIds.idFor("x".repeat(64))).hasSize(64).startsWith("x");
    assertThat(RequestIds.idFor("x".repeat(65))).matches("[0-9a-f]{32}");
  }

  @Test
  void makesANewOneForEachRequestWithout() {
    assertThat(RequestIds.idFor(null)).isNotEqualTo(RequestIds.idFor(null));
    assertThat(RequestIds.current()).isNotEqualTo(RequestIds.current());
  }
}
