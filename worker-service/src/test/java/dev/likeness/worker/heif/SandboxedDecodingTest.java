package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One file of each kind through the real child, all in the same one, in its sandbox: what a kind
 * needs and the sandbox refuses (a class or a library that is loaded late, a system call) fails
 * here. A child that dies would be replaced in silence: so it has to be the same at the end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
class SandboxedDecodingTest {
  private final Set<Long> before = children();
  private final HeifProcess process = HeifProcess.start(DecodeLimits.standard()).orElseThrow();
  private final long child =
      children().stream().filter(pid -> !before.contains(pid)).findFirst().orElseThrow();
  private final ImageDecoder decoder =
      new ImageDecoder(DecodeLimits.standard(), Optional.of(process), true);

  @AfterAll
  void close() {
    process.close();
  }

  /** 2: a filter of system calls is in force, for good. */
  @Test
  void theChildIsInItsSandbox() throws IOException {
    assertThat(Files.readAllLines(Path.of("/proc/" + child + "/status")))
        .contains("Seccomp:\t2", "NoNewPrivs:\t1");
    assertThat(Files.readString(Path.of("/proc/" + child + "/limits")))
        .containsPattern("Max open files\\s+\\d{1,2}\\s")
        .containsPattern("Max data size\\s+\\d{7,10}\\s")
        .containsPattern("Max file size\\s+0\\s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/reference/quality-90.heic",
        "/reference/lossless.heic",
        "/reference/chroma-422.heic",
        "/reference/chroma-444.heic",
        "/reference/bits-10.heic",
        "/reference/gray.heic",
        "/reference/alpha.heic",
        "/reference/cropped.heic",
        "/dev/likeness/worker/heif/grid.heic",
        "/odd/several-pictures.heic",
        "/odd/overlaid-pictures.heic",
        "/odd/display-p3-by-number.heic",
        "/odd/pq-by-number.heic",
        "/odd/hlg-by-number.heic",
        "/reference/yuv-444.avif",
        "/reference/bits-10.avif",
        "/reference/bits-12.avif",
        "/reference/bt709.avif",
        "/reference/gray.avif",
        "/reference/alpha.avif",
        "/reference/alpha-premultiplied.avif",
        "/odd/pq-by-number.avif",
        "/odd/hlg-by-number.avif",
        "/webp/lossy.webp",
        "/webp/lossless.webp",
        "/webp/lossy-alpha.webp",
        "/webp/lossless-alpha.webp",
        "/webp/raw-alpha.webp",
        "/webp/animated.webp",
        "/webp/wide.webp"
      })
  void decodesInTheSandbox(String file) {
    try (Photo photo = decoder.decode(ImageFiles.resource(file))) {
      assertThat(photo.width()).isPositive();
    }
    assertThat(children()).contains(child);
  }

  /** Processes of this one that decode. */
  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(one -> one.info().commandLine().orElse("").contains("HeifChild"))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
