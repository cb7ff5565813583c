package dev.likeness.worker.serving;

import dev.likeness.kit.blob.BlobStore;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.FileDigests;

/**
 * What operations work with, whatever models are loaded; it outlives them.
 *
 * @param digests of model files, so that those which stay are not read again at a reload
 */
public record Workbench(
    ImageDecoder decoder, ImageEncoder encoder, BlobStore blobs, FileDigests digests) {
  /** With digests of its own. */
  public Workbench(ImageDecoder decoder, ImageEncoder encoder, BlobStore blobs) {
    this(decoder, encoder, blobs, new FileDigests());
  }
}
