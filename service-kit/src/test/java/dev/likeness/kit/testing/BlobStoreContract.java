package dev.likeness.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every blob store does, the fake of the tests included. */
public interface BlobStoreContract {
  /** An empty store. */
  BlobStore blobs();

  @Test
  default void givesBackWhatWasStored() {
    BlobStore blobs = blobs();
    byte[] content = bytes("a photo");

    blobs.put("inputs/acme/1", content);
    content[0] = 0;

    assertThat(blobs.read("inputs/acme/1")).hasValue(bytes("a photo"));
    assertThat(blobs.exists("inputs/acme/1")).isTrue();
  }

  @Test
  default void givesItPieceByPiece() throws IOException {
    BlobStore blobs = blobs();
    blobs.put("a/b", bytes("a photo"));

    try (BlobStream stream = blobs.open("a/b").orElseThrow()) {
      assertThat(stream.bytes()).isEqualTo(7);
      assertThat(stream.content().readAllBytes()).isEqualTo(bytes("a photo"));
    }
    assertThat(blobs.open("a/c")).isEmpty();
  }

  @Test
  default void replacesWhatWasThere() {
    BlobStore blobs = blobs();

    blobs.put("a/b", bytes("first and longer"));
    blobs.put("a/b", bytes("second"));

    assertThat(blobs.read("a/b")).hasValue(bytes("second"));
  }

  @Test
  default void keepsKeysApart() {
    BlobStore blobs = blobs();

    blobs.put("a/b/0.jpg", bytes("one"));
    blobs.put("a/c/0.jpg", bytes("two"));

    assertThat(blobs.read("a/b/0.jpg")).hasValue(bytes("one"));
  }

  @Test
  default void hasNothingUnderAnUnknownKey() {
    BlobStore blobs = blobs();

    assertThat(blobs.read("a/b")).isEmpty();
    assertThat(blobs.exists("a/b")).isFalse();
  }

  @Test
  default void storesNothingAsSomething() {
    BlobStore blobs = blobs();

    blobs.put("empty", new byte[0]);

    assertThat(blobs.read("empty")).hasValue(new byte[0]);
  }

  @Test
  default void removesWhatIsThereIfAnything() {
    BlobStore blobs = blobs();
    blobs.put("a/b", bytes("gone soon"));

    blobs.delete("a/b");
    blobs.delete("a/b");

    assertThat(blobs.exists("a/b")).isFalse();
  }

  @Test
  default void removesAllUnderAParentAndNothingBeside() {
    BlobStore blobs = blobs();
    blobs.put("profiles/acme/1/photos/a", bytes("one"));
    blobs.put("profiles/acme/1/picture.jpg", bytes("two"));
    blobs.put("profiles/acme/10/photos/a", bytes("three"));
    blobs.put("profiles/zeta/1/photos/a", bytes("four"));

    blobs.deleteAllUnder("profiles/acme/1");
    blobs.deleteAllUnder("profiles/acme/1");
    blobs.deleteAllUnder("profiles/nobody");

    assertThat(blobs.exists("profiles/acme/1/photos/a")).isFalse();
    assertThat(blobs.exists("profiles/acme/1/picture.jpg")).isFalse();
    assertThat(blobs.exists("profiles/acme/10/photos/a")).isTrue();
    assertThat(blobs.exists("profiles/zeta/1/photos/a")).isTrue();
    blobs.put("profiles/acme/1/photos/b", bytes("five"));
    assertThat(blobs.exists("profiles/acme/1/photos/b")).isTrue();
  }

  @Test
  default void removesOnlyWhatWasStoredBefore() {
    BlobStore blobs = blobs();
    blobs.put("inputs/acme/1/a", bytes("one"));
    Instant now = Instant.now();

    blobs.deleteAllUnder("inputs", now.minus(Duration.ofHours(1)));
    assertThat(blobs.exists("inputs/acme/1/a")).isTrue();

    blobs.deleteAllUnder("inputs", now.plus(Duration.ofHours(1)));
    assertThat(blobs.exists("inputs/acme/1/a")).isFalse();
  }

  @Test
  default void countsBytesByTheNextSegmentOfTheKey() {
    BlobStore blobs = blobs();
    blobs.put("inputs/acme/1/a", bytes("12345"));
    blobs.put("inputs/acme/2", bytes("123"));
    blobs.put("inputs/zeta/1/a/b", bytes("1"));
    blobs.put("profiles/acme/1", bytes("not asked for"));

    assertThat(blobs.bytesUnder("inputs")).isEqualTo(Map.of("acme", 8L, "zeta", 1L));
    assertThat(blobs.bytesUnder("nothing")).isEmpty();
  }

  @Test
  default void refusesKeysThatLeadElsewhere() {
    BlobStore blobs = blobs();

    assertThatIllegalArgumentException().isThrownBy(() -> blobs.read("../secrets"));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.put("/etc/passwd", new byte[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.delete("a//b"));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.exists("a/.hidden"));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.deleteAllUnder(""));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.deleteAllUnder("a/.."));
    assertThatIllegalArgumentException().isThrownBy(() -> blobs.bytesUnder(".."));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
