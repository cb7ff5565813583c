package dev.likeness.worker.image;

import java.io.IOException;
import java.time.Duration;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory that can be read for a limited time. A decoder cannot be stopped from outside,
 * but a picture that keeps one busy (thousands of scans over the same pixels) is read on and on.
 */
final class TimedInput extends ImageInputStreamImpl {
  private final byte[] file;
  private final long end;

  TimedInput(byte[] file, Duration limit) {
    this.file = file;
    this.end = System.nanoTime() + limit.toNanos();
  }

  @Override
  public int read() throws IOException {
    check();
    setBitOffset(0);
    return streamPos < file.length ? file[(int) streamPos++] & 255 : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    check();
    setBitOffset(0);
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return -1;
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return file.length;
  }

  /**
   * @throws DecodeTooSlow if the time is over
   */
  void check() throws DecodeTooSlow {
    if (System.nanoTime() - end > 0) {
      throw new DecodeTooSlow();
    }
  }
}
