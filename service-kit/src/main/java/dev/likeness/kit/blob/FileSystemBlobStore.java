package dev.likeness.kit.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files under one folder. A blob is written beside its place, forced to disk and moved in,
 * so a reader sees all of it or nothing, also after a crash. Several processes may share the
 * folder. Thread safe.
 */
public final class FileSystemBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileSystemBlobStore.class);
  private static final String INCOMPLETE = ".incomplete";

  private final Path root;

  public FileSystemBlobStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public void put(String key, byte[] content) {
    Path place = place(key);
    try {
      Files.createDirectories(place.getParent());
      Path beside = place.resolveSibling("." + UUID.randomUUID() + INCOMPLETE);
      try {
        write(beside, content);
        Files.move(
            beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new BlobStoreException("cannot store " + key, e);
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
  public void deleteAllUnder(String parent) {
    Path folder = place(parent);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      throw new BlobStoreException("cannot delete all under " + parent, e);
    }
  }

  private Path place(String key) {
    return root.resolve(BlobKeys.checked(key));
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }

  /** Files first, then the folders that are empty; one in which a file appears meanwhile stays. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) { // somebody else removes the same
        return FileVisitResult.CONTINUE;
      }
      throw e;
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
        LOG.atDebug().log("a blob appeared in a folder that was being removed");
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
