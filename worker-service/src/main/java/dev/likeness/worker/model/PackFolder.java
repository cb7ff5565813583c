package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where the files of a pack lie. */
sealed interface PackFolder {
  /** Reads a file to its end if it is not too large. */
  byte[] read(String name, int limit) throws IOException;

  /** The first bytes of a file, or all if there are fewer. */
  byte[] head(String name, int length) throws IOException;

  /** SHA-256 of a file as it is now. */
  String sha256(String name) throws IOException;

  /** Where a file is, if it is on disk. */
  Optional<Path> path(String name) throws IOException;

  /** A directory, out of which no name leads; its links may point anywhere. */
  record Directory(Path root, FileDigests digests) implements PackFolder {
    @Override
    public byte[] read(String name, int limit) throws IOException {
      try (InputStream in = Files.newInputStream(inside(name))) {
        return bounded(name, in, limit);
      }
    }

    @Override
    public byte[] head(String name, int length) throws IOException {
      try (InputStream in = Files.newInputStream(inside(name))) {
        return in.readNBytes(length);
      }
    }

    @Override
    public String sha256(String name) throws IOException {
      return digests.of(inside(name));
    }

    @Override
    public Optional<Path> path(String name) throws IOException {
      return Optional.of(inside(name));
    }

    private Path inside(String name) throws IOException {
      try {
        Path path = root.resolve(name).normalize();
        if (path.startsWith(root) && !path.equals(root)) {
          return path;
        }
      } catch (InvalidPathException e) {
        throw new FileNotFoundException(name + " is no path: " + e.getReason());
      }
      throw new FileNotFoundException(name + " is outside of the pack");
    }
  }

  /** A folder of the class path. */
  record Resources(String folder) implements PackFolder {
    @Override
    public byte[] read(String name, int limit) throws IOException {
      try (InputStream in = PackFolder.class.getResourceAsStream(folder + name)) {
        if (in == null) {
          throw new FileNotFoundException(name);
        }
        return bounded(name, in, limit);
      }
    }

    @Override
    public byte[] head(String name, int length) throws IOException {
      byte[] all = read(name, Integer.MAX_VALUE);
      return Arrays.copyOf(all, Math.min(length, all.length));
    }

    @Override
    public String sha256(String name) throws IOException {
      return Sha256.hex(read(name, Integer.MAX_VALUE));
    }

    @Override
    public Optional<Path> path(String name) {
      return Optional.empty();
    }
  }

  private static byte[] bounded(String name, InputStream in, int limit) throws IOException {
    byte[] bytes = in.readNBytes(limit);
    if (bytes.length == limit && in.read() >= 0) {
      throw new IOException(name + " has more than " + limit + " bytes");
    }
    return bytes;
  }
}
