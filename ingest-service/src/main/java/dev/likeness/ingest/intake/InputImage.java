package dev.likeness.ingest.intake;

import dev.likeness.contract.Sha256;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.schema.v1.BlobRef;

/** An input photo that was looked at, ready to be stored under the name of its content. */
record InputImage(byte[] bytes, String mediaType, String sha256) {

  static InputImage of(byte[] bytes, ImageHeader header) {
    return new InputImage(bytes, header.mediaType(), Sha256.hex(bytes));
  }

  BlobRef reference(String account) {
    return BlobRef.newBuilder()
        .setKey(BlobKeys.input(account, sha256))
        .setMediaType(mediaType)
        .setBytes(bytes.length)
        .setSha256(sha256)
        .build();
  }
}
