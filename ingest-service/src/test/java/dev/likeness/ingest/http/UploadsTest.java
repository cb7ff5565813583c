package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.rate.Pace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsTest {
  private static final int LIMIT = 1_000_000;
  private static final long DISK = 4L * LIMIT;

  private final AtomicLong time = new AtomicLong();
  private final FairShares disk = new FairShares(DISK);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 65_536, 65_537, LIMIT})
  void givesBackWhatArrivedAndKeepsNothing(int size) throws IOException {
    byte[] body = body(size);
    for (long declared : new long[] {size, -1}) {
      try (var upload = uploads().receive("a", new ByteArrayInputStream(body), declared)) {
        assertThat(upload.bytes()).isEqualTo(size);
        assertThat(upload.content().readAllBytes()).isEqualTo(body);
        assertThat(files()).as("none has a name").isZero();
      }
      assertThat(disk.free()).isEqualTo(DISK);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {LIMIT + 1, 99_999_999_999L})
  void refusesWhatIsDeclaredTooLargeUnread(long declared) {
    refused(FailureCode.PAYLOAD_TOO_LARGE, failing(new IOException("read")), declared);
  }

  @Test
  void refusesWhatTurnsOutTooLarge() {
    refused(FailureCode.PAYLOAD_TOO_LARGE, new ByteArrayInputStream(body(LIMIT + 1)), -1);
  }

  @Test
  void whatIsOnlyDeclaredOccupiesNothing() {
    var uploads = uploads();
    var body =
        new InputStream() {
          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            assertThat(disk.free()).isEqualTo(DISK);
            throw new IOException("enough");
          }
        };

    assertThatThrownBy(() -> uploads.receive("a", body, LIMIT))
        .isInstanceOf(RefusalException.class);
  }

  @Test
  void givesUpWhatDrips() {
    refused(FailureCode.UPLOAD_TOO_SLOW, dripping(Duration.ofSeconds(5), 1), LIMIT);
  }

  @Test
  void givesUpWhatDripsAfterAFastBeginning() {
    var body =
        new SequenceInputStream(
            new ByteArrayInputStream(body(200_000)), dripping(Duration.ofSeconds(5), 1));

    refused(FailureCode.UPLOAD_TOO_SLOW, body, LIMIT);
  }

  @Test
  void givesUpWhatTakesTooLongAltogether() {
    refused(FailureCode.UPLOAD_TOO_SLOW, dripping(Duration.ofSeconds(1), 5_000), LIMIT);
  }

  @Test
  void whatStopsArrivingIsTooSlowToo() {
    refused(
        FailureCode.UPLOAD_TOO_SLOW, failing(new IOException(new TimeoutException("idle"))), -1);
  }

  @Test
  void aBodyThatEndsTooEarlyIsTheCallersFault() {
    var body =
        new SequenceInputStream(
            new ByteArrayInputStream(body(100_000)), failing(new IOException("early EOF")));

    refused(FailureCode.INVALID_REQUEST, body, LIMIT);
  }

  @Test
  void anAccountWithManyBodiesLeavesRoomForOthers() {
    var uploads = uploads();
    try (var _ = uploads.receive("greedy", new ByteArrayInputStream(body(LIMIT)), LIMIT)) {
      assertThatThrownBy(
              () -> uploads.receive("greedy", new ByteArrayInputStream(body(LIMIT)), LIMIT))
          .isInstanceOfSatisfying(
              RefusalException.class,
              e -> assertThat(e.refusal().code()).isEqualTo(FailureCode.RATE_LIMITED));

      uploads.receive("modest", new ByteArrayInputStream(body(LIMIT / 2)), LIMIT).close();
    }
    assertThat(disk.free()).isEqualTo(DISK);
  }

  private void refused(FailureCode code, InputStream body, long declared) {
    assertThatThrownBy(() -> uploads().receive("a", body, declared))
        .isInstanceOfSatisfying(
            RefusalException.class, e -> assertThat(e.refusal().code()).isEqualTo(code));
    assertThat(disk.free()).isEqualTo(DISK);
    assertThat(files()).isZero();
  }

  private Uploads uploads() {
    var pace = new Pace(1_000, Duration.ofSeconds(10), Duration.ofSeconds(100));
    return new Uploads(folder.resolve("uploads"), disk, pace, LIMIT, time::get);
  }

  /** Endless, some bytes at a time, with time passing before each. */
  private InputStream dripping(Duration pause, int bytes) {
    return new InputStream() {
      @Override
      public int read() {
        time.addAndGet(pause.toNanos());
        return 'x';
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        time.addAndGet(pause.toNanos());
        return Math.min(length, bytes);
      }
    };
  }

  private static InputStream failing(IOException failure) {
    return new InputStream() {
      @Override
      public int read() {
        return -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        throw failure;
      }
    };
  }

  private static byte[] body(int size) {
    var body = new byte[size];
    new Random(1).nextBytes(body);
    return body;
  }

  private long files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
