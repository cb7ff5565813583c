package dev.likeness.kit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.kit.testing.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
