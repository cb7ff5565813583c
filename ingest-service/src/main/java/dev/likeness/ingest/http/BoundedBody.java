package dev.likeness.ingest.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends with an error where it goes past its limit. */
final class BoundedBody extends FilterInputStream {
  private long left;

  BoundedBody(InputStream body, long limit) {
    super(body);
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      took(1);
    }
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      took(count);
    }
    return count;
  }

  private void took(int count) throws BodyTooLarge {
    left -= count;
    if (left < 0) {
      throw new BodyTooLarge();
    }
  }

  static final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }
}
