package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SHA-256 of files, read again only when size or time of a file has changed: weights of several
 * gigabytes are read once in a process, however often packs are opened. Remembers one line for each
 * file that a pack has listed. Thread safe.
 */
public final class FileDigests {
  private static final int CHUNK = 1 << 20;

  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  /** The digest of a file as it is now, 64 lowercase hex digits. */
  String of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    Known before = known.get(file);
    if (before != null && before.describes(now)) {
      return before.sha256();
    }
    String sha256 = read(file);
    known.put(file, new Known(now.size(), now.lastModifiedTime(), sha256));
    return sha256;
  }

  private static String read(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private record Known(long size, FileTime modified, String sha256) {
    boolean describes(BasicFileAttributes file) {
      return size == file.size() && modified.equals(file.lastModifiedTime());
    }
  }
}
