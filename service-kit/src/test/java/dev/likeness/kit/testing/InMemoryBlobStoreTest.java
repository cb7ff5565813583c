package dev.likeness.kit.testing;

import dev.likeness.kit.blob.BlobStore;

class InMemoryBlobStoreTest implements BlobStoreContract {
  @Override
  public BlobStore blobs() {
    return new InMemoryBlobStore();
  }
}
