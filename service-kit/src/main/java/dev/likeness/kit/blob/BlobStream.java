package dev.likeness.kit.blob;

import java.io.IOException;
import java.io.InputStream;

/**
 * A blob that is read piece by piece. Whoever opened it closes it. For one thread.
 *
 * @param bytes size of the whole
 */
public record BlobStream(long bytes, InputStream content) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    content.close();
  }
}
