package dev.likeness.kit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlobKeysTest {
  @Test
  void namesThePlaces() {
    assertThat(BlobKeys.sentInput("acme", "job", "f1", "0a1b"))
        .isEqualTo("inputs/acme/job/f1/0a1b");
    assertThat(BlobKeys.fetchedInput("acme", "job", "0a1b"))
        .isEqualTo("inputs/acme/job/fetched/0a1b");
    assertThat(BlobKeys.artifact("job", "attempt", "run", 3, "png"))
        .isEqualTo("artifacts/job/attempt/run/3.png");
    assertThat(BlobKeys.profile("acme", "p1")).isEqualTo("profiles/acme/p1");
    assertThat(BlobKeys.trainingPhoto("acme", "p1", "0a1b"))
        .isEqualTo("profiles/acme/p1/photos/0a1b");
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void acceptsPlainPaths(String key) {
    assertThat(BlobKeys.checked(key)).isSameAs(key);
  }

  static Stream<String> wellFormed() {
    return Stream.of(
        "a", "A-Z_0.9", "a/b/c/d/e/f/g/h/i/j", "x".repeat(255), "a..b/c", "x".repeat(255) + "/y");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesTheRest(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> BlobKeys.checked(key));
  }

  static Stream<String> malformed() {
    return Stream.of(
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/..",
        "../a",
        "a/../b",
        ".hidden",
        "a/.hidden",
        "a\\b",
        "a b",
        "a\nb",
        "a\n",
        "a\u0000",
        "\u00e9",
        "a%2fb",
        "C:",
        "a/b/c/d/e/f/g/h/i/j/k",
        "x".repeat(256));
  }

  @Test
  void partsCannotLeadElsewhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlobKeys.fetchedInput("..", "job", "0a1b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlobKeys.artifact("job", "attempt", "", 0, "png"));
  }

  @Test
  void everythingOfAJobLiesUnderItsId() {
    assertThat(BlobKeys.ofJob("acme", "job", false))
        .containsExactly("inputs/acme/job", "artifacts/job");
    assertThat(BlobKeys.ofJob("acme", "p1", true))
        .containsExactly(BlobKeys.profile("acme", "p1"), BlobKeys.artifacts("p1"));
    assertThatIllegalArgumentException().isThrownBy(() -> BlobKeys.ofJob("acme", "..", false));
    assertThatIllegalArgumentException().isThrownBy(() -> BlobKeys.ofJob("acme", "", true));
  }

  @Test
  void anArtifactBelongsToItsAttemptAlone() {
    String key = BlobKeys.artifact("job", "attempt", "run", 0, "jpg");

    assertThat(BlobKeys.isArtifactOf(key, "job", "attempt")).isTrue();
    assertThat(BlobKeys.isArtifactOf(key, "job", "other")).isFalse();
    assertThat(BlobKeys.isArtifactOf(key, "other", "attempt")).isFalse();
    assertThat(BlobKeys.isArtifactOf("artifacts/job/attempt/../other/0.jpg", "job", "attempt"))
        .isFalse();
  }
}
