package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStream;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.error.RefusalException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Blobs by signed URL: whoever has the URL may read, until it expires. */
@Path(SignedUrls.PATH + "{key: .+}")
public final class FilesResource {
  private final BlobStore blobs;
  private final SignedUrls urls;
  private final InstantSource clock;

  FilesResource(BlobStore blobs, SignedUrls urls, InstantSource clock) {
    this.blobs = blobs;
    this.urls = urls;
    this.clock = clock;
  }

  @GET
  public Response file(
      @PathParam("key") String key,
      @QueryParam("expires") @Nullable String expires,
      @QueryParam("signature") @Nullable String signature) {
    Instant now = clock.instant();
    long second = epochSecond(expires);
    if (signature == null || !urls.accepts(key, second, signature, now)) {
      throw new RefusalException(
          FailureCode.FORBIDDEN, "The URL has expired or its signature is wrong; ask for the job.");
    }
    BlobStream file =
        blobs
            .open(key)
            .orElseThrow(
                () -> new RefusalException(FailureCode.NOT_FOUND, "The file is no longer kept."));
    StreamingOutput body =
        out -> {
          try (file) {
            file.content().transferTo(out);
          }
        };
    return Response.ok(body, mediaType(key))
        .header(HttpHeaders.CONTENT_LENGTH, file.bytes())
        .cacheControl(privately(second - now.getEpochSecond()))
        .build();
  }

  private static CacheControl privately(long seconds) {
    var control = new CacheControl();
    control.setPrivate(true);
    control.setMaxAge((int) Math.min(seconds, Integer.MAX_VALUE));
    return control;
  }

  /** What is not a number lies in the past. */
  private static long epochSecond(@Nullable String expires) {
    try {
      return expires == null ? 0 : Long.parseLong(expires);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String mediaType(String key) {
    return switch (key.substring(key.lastIndexOf('.') + 1)) {
      case "jpg" -> "image/jpeg";
      case "png" -> "image/png";
      default -> "application/octet-stream";
    };
  }
}
