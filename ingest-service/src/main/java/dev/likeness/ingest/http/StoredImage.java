package dev.likeness.ingest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.likeness.kit.blob.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;

/**
 * An image that is read, and written in base64, piece by piece while it is sent: however slowly a
 * client takes a result, it occupies no memory meanwhile.
 */
@JsonSerialize(using = StoredImage.Base64.class)
record StoredImage(BlobStore blobs, String key) {

  static final class Base64 extends JsonSerializer<StoredImage> {
    @Override
    public void serialize(StoredImage image, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      try (var file =
          image
              .blobs()
              .open(image.key())
              .orElseThrow(() -> new FileNotFoundException("an image of the result is gone"))) {
        json.writeBinary(file.content(), Math.toIntExact(file.bytes()));
      }
    }
  }
}
