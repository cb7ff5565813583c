package dev.likeness.kit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.kit.testing.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemBlobStoreTest implements BlobStoreContract {
  @TempDir private Path root;

  @Override
  public BlobStore blobs() {
    return new FileSystemBlobStore(root);
  }

  @Test
  void leavesNothingBesideABlob() throws IOException {
    blobs().put("a/b", new byte[10]);

    try (Stream<Path> files = Files.list(root.resolve("a"))) {
      assertThat(files).containsExactly(root.resolve("a/b"));
    }
  }

  @Test
  void removesWhatACrashLeftHalfStoredAndTheFoldersThatAreEmpty() throws IOException {
    Path left = root.resolve("inputs/acme/job/.0a1b.incomplete");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "half a photo");

    blobs().deleteAllUnder("inputs", Instant.now().plusSeconds(60));

    assertThat(root.resolve("inputs")).doesNotExist();
  }

  /** Storing makes the folder first: it is empty for a moment, and whoever removes may meet it. */
  @Test
  void storesWhileEmptyFoldersAreRemoved() throws Exception {
    var stop = new AtomicBoolean();
    Thread removing =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    blobs().deleteAllUnder("inputs", Instant.EPOCH);
                  }
                });
    try {
      for (int i = 0; i < 300; i++) {
        blobs().put("inputs/acme/job" + i + "/a", new byte[1]);
        blobs().delete("inputs/acme/job" + i + "/a");
      }
    } finally {
      stop.set(true);
      removing.join();
    }
  }

  @Test
  void isSharedByThoseWhoUseTheSameFolder() {
    blobs().put("a/b", new byte[] {1});

    assertThat(new FileSystemBlobStore(root).read("a/b")).hasValue(new byte[] {1});
  }

  @Test
  void saysWhenTheFolderCannotBeUsed() throws IOException {
    Files.writeString(root.resolve("a"), "a file where a folder should be");

    assertThatExceptionOfType(BlobStoreException.class)
        .isThrownBy(() -> blobs().put("a/b", new byte[1]));
  }

  @Test
  void whatIsStoredIsForItsOwnerAlone() throws IOException {
    blobs().put("inputs/acme/0a1b", new byte[] {1});

    assertThat(permissions("inputs/acme/0a1b")).isEqualTo("rw-------");
    assertThat(permissions("inputs/acme")).isEqualTo("rwx------");
    assertThat(permissions("inputs")).isEqualTo("rwx------");
  }

  private String permissions(String place) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(place)));
  }
}
