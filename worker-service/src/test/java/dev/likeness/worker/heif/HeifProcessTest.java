package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.DecodeTooSlow;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.HeicFiles;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With the real libraries in a real child process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeifProcessTest {
  private static final int RED = 0xdc1e1e;
  private static final int GREEN = 0x1ec828;
  private static final int BLUE = 0x1e28d2;
  private static final int WHITE = 0xfafafa;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final HeifProcess process = HeifProcess.start(DecodeLimits.standard()).orElseThrow();
  private final ImageDecoder decoder =
      new ImageDecoder(DecodeLimits.standard(), Optional.of(process), true);

  @AfterAll
  void close() {
    process.close();
  }

  @Test
  void decodesAPhoto() {
    try (Photo photo = decoder.decode(HeicFiles.single())) {
      assertThat(photo.width()).isEqualTo(96);
      assertThat(photo.height()).isEqualTo(64);
      assertColour(photo, 10, 10, RED);
      assertColour(photo, 85, 10, GREEN);
      assertColour(photo, 10, 53, BLUE);
      assertColour(photo, 85, 53, WHITE);
    }
  }

  @Test
  void putsAGridTogetherAndTurnsItUpright() {
    try (Photo photo = decoder.decode(HeicFiles.grid())) {
      assertThat(photo.width()).isEqualTo(100);
      assertThat(photo.height()).isEqualTo(120);
      assertColour(photo, 10, 10, GREEN);
      assertColour(photo, 89, 10, WHITE);
      assertColour(photo, 10, 109, RED);
      assertColour(photo, 89, 109, BLUE);
    }
  }

  @Test
  void makesLargePhotosFit() {
    var limits = new DecodeLimits(ImageLimits.STANDARD, 48, 1_000_000, MINUTE);

    try (Photo photo =
        new ImageDecoder(limits, Optional.of(process), true).decode(HeicFiles.single())) {
      assertThat(photo.width()).isEqualTo(48);
      assertThat(photo.height()).isEqualTo(32);
      assertColour(photo, 5, 5, RED);
    }
  }

  @Test
  void refusesDamagedFilesAndGoesOn() {
    byte[] whole = HeicFiles.grid();
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x5a;
      try {
        decoder.decode(damaged).close();
      } catch (ImageRefused refused) {
        assertThat(refused.code().retryable()).isFalse();
      }
    }
    decoder.decode(whole).close();
  }

  @Test
  void startsAnotherChildWhenTheLastHasDied() {
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("HeifChild"))
        .forEach(
            child -> {
              child.destroyForcibly();
              child.onExit().join();
            });

    decoder.decode(HeicFiles.single()).close();
  }

  @Test
  void endsAChildThatTakesTooLong() {
    var standard = DecodeLimits.standard();
    var hasty =
        new DecodeLimits(standard.image(), standard.fit(), standard.heapBytes(), Duration.ZERO);
    try (var other = HeifProcess.start(hasty).orElseThrow()) {
      assertThatExceptionOfType(DecodeTooSlow.class)
          .isThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) { // the alarm may come after a quick answer
                  var _ = other.read(HeicFiles.single());
                }
              });
    }
  }

  @Test
  void readsWebpAndAvifWhereHeicIsTurnedOff() {
    var withoutHeic = new ImageDecoder(DecodeLimits.standard(), Optional.of(process), false);

    withoutHeic.decode(ImageFiles.resource("/webp/lossy.webp")).close();
    withoutHeic.decode(ImageFiles.resource("/reference/yuv-444.avif")).close();
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> withoutHeic.decode(HeicFiles.single()))
        .satisfies(
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.UNSUPPORTED_MEDIA_TYPE));
  }

  @Test
  void isNotNeededForARefusal() {
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> new ImageDecoder(DecodeLimits.standard()).decode(HeicFiles.single()))
        .satisfies(
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.UNSUPPORTED_MEDIA_TYPE));
  }

  private static void assertColour(Photo photo, int x, int y, int expected) {
    int found = Photos.rgb(photo, x, y);
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(found >> shift & 255).isCloseTo(expected >> shift & 255, within(6));
    }
  }
}
