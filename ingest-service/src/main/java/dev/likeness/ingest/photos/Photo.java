package dev.likeness.ingest.photos;

import dev.likeness.contract.Sha256;
import dev.likeness.kit.image.ImageHeader;
import dev.likeness.schema.v1.BlobRef;

/** An input photo that was looked at, ready to be stored under the name of its content. */
public record Photo(byte[] bytes, String mediaType, String sha256) {

  static Photo of(byte[] bytes, ImageHeader header) {
    return new Photo(bytes, header.format().mediaType(), Sha256.hex(bytes));
  }

  /**
   * @param key where it is, or will be, stored
   */
  public BlobRef reference(String key) {
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType(mediaType)
        .setBytes(bytes.length)
        .setSha256(sha256)
        .build();
  }
}
