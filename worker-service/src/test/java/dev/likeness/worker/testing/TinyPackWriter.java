package dev.likeness.worker.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A program that writes a pack whose models know {@link MarkedFaces}, for end-to-end tests. */
public final class TinyPackWriter {
  private TinyPackWriter() {}

  /** Takes one argument, the folder to write into. */
  public static void main(String[] arguments) throws IOException {
    MarkedFaces.pack(Path.of(arguments[0]), 7);
  }
}
