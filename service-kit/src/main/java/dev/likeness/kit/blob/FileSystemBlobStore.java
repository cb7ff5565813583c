package dev.likeness.kit.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files under one folder. A blob is written beside its place, forced to disk and moved in,
 * so a reader sees all of it or nothing, also after a crash. Several processes may share the
 * folder. Files and folders are for their owner alone, where the file system knows owners: these
 * are photos of people. Thread safe.
 */
public final class FileSystemBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileSystemBlobStore.class);
  private static final String INCOMPLETE = ".incomplete";
  private static final int MAX_TRIES = 20;

  private static final FileAttribute<?>[] OWN_FOLDER = attributes("rwx------");
  private static final FileAttribute<?>[] OWN_FILE = attributes("rw-------");

  private final Path root;

  public FileSystemBlobStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public void put(String key, byte[] content) {
    Path place = place(key);
    try {
      for (int tries = 1; !stored(place, content, tries == MAX_TRIES); tries++) {
        LOG.atDebug().log("a folder was removed while a blob was being stored in it");
      }
    } catch (IOException e) {
      throw new BlobStoreException("cannot store " + key, e);
    }
  }

  /**
   * False if the folder was removed meanwhile, as empty folders are, unless this try is the last.
   */
  private static boolean stored(Path place, byte[] content, boolean last) throws IOException {
    Path beside = place.resolveSibling("." + UUID.randomUUID() + INCOMPLETE);
    try {
      Files.createDirectories(place.getParent(), OWN_FOLDER);
      write(beside, content);
      Files.move(
          beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (NoSuchFileException e) {
      if (last) {
        throw e;
      }
      return false;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  @Override
  public Optional<byte[]> read(String key) {
    try {
      return Optional.of(Files.readAllBytes(place(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BlobStoreException("cannot read " + key, e);
    }
  }

  @Override
  public Optional<BlobStream> open(String key) {
    FileChannel file;
    try {
      file = FileChannel.open(place(key), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BlobStoreException("cannot open " + key, e);
    }
    try {
      return Optional.of(new BlobStream(file.size(), Channels.newInputStream(file)));
    } catch (IOException e) {
      closeAfter(e, file);
      throw new BlobStoreException("cannot open " + key, e);
    }
  }

  private static void closeAfter(IOException trouble, FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      trouble.addSuppressed(e);
    }
  }

  @Override
  public boolean exists(String key) {
    return Files.isRegularFile(place(key));
  }

  @Override
  public void delete(String key) {
    try {
      Files.deleteIfExists(place(key));
    } catch (IOException e) {
      throw new BlobStoreException("cannot delete " + key, e);
    }
  }

  @Override
  public void deleteAllUnder(String parent, Instant storedBefore) {
    try {
      walk(parent, new Removal(storedBefore));
    } catch (IOException e) {
      throw new BlobStoreException("cannot delete all under " + parent, e);
    }
  }

  @Override
  public Map<String, Long> bytesUnder(String parent) {
    var count = new Count(place(parent));
    try {
      walk(parent, count);
    } catch (IOException e) {
      throw new BlobStoreException("cannot count what is under " + parent, e);
    }
    return count.bytes;
  }

  private void walk(String parent, FileVisitor<Path> visitor) throws IOException {
    Path folder = place(parent);
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(folder, visitor);
    }
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private Path place(String key) {
    return root.resolve(BlobKeys.checked(key));
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN_FILE)) {
      var remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }

  /** Goes on where somebody else removes files meanwhile. */
  private abstract static class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  /** Sums up, by the child of {@code parent} in which a file lies. */
  private static final class Count extends Walk {
    private final Path parent;
    private final Map<String, Long> bytes = new HashMap<>();

    Count(Path parent) {
      this.parent = parent;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes.merge(parent.relativize(file).getName(0).toString(), attributes.size(), Math::addExact);
      return FileVisitResult.CONTINUE;
    }
  }

  /** Files first, then the folders that are empty; one in which a file appears meanwhile stays. */
  private static final class Removal extends Walk {
    private final Instant storedBefore;

    Removal(Instant storedBefore) {
      this.storedBefore = storedBefore;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.lastModifiedTime().toInstant().isBefore(storedBefore)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException _) {
        LOG.atTrace().log("a folder stays in which there are blobs");
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
