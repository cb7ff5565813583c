package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStream;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.ProblemMapper;
import dev.likeness.kit.http.RequestEnd;
import dev.likeness.kit.http.TakesQuery;
import dev.likeness.kit.rate.FairShares;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs by signed URL: whoever has the URL may read, until it expires. A part of one is given to
 * who asks for it with {@code Range}, so that a broken download can go on (RFC 9110 section 14):
 * what is stored under a key never changes. Downloads of one job have their share of those that may
 * be under way, and one that is taken too slowly is ended.
 */
@Path(SignedUrls.PATH + "{key: .+}")
@TakesQuery(anything = true) // the whole URL has to be as it was signed
public final class FilesResource {
  private static final int MOST_DOWNLOADS = 800;
  private static final int SEGMENTS_OF_OWNER = 2;

  private final BlobStore blobs;
  private final SignedUrls urls;
  private final InstantSource clock;
  private final FairShares downloads = new FairShares(MOST_DOWNLOADS);

  FilesResource(BlobStore blobs, SignedUrls urls, InstantSource clock) {
    this.blobs = blobs;
    this.urls = urls;
    this.clock = clock;
  }

  /** Also answers HEAD, for which the content is not sent. */
  @GET
  public Response file(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      @HeaderParam("Range") @Nullable String range,
      @HeaderParam("If-Range") @Nullable String ifRange) {
    Instant now = clock.instant();
    SignedUrls.Grant grant = grant(call, now);
    takePlace(context, grant.blobKey());
    BlobStream file = open(grant.blobKey());
    RequestEnd.close(context, file);
    String tag = tagOf(grant.blobKey());
    boolean partIsUseful = ifRange == null || ifRange.strip().equals(tag);
    Optional<ByteRange> part = ByteRange.of(partIsUseful ? range : null, file.bytes());
    if (part.isPresent() && !part.get().isThere()) {
      return notThere(part.get(), file.bytes());
    }
    long seconds = grant.expires().getEpochSecond() - now.getEpochSecond();
    var whole = new ByteRange(0, file.bytes());
    var response =
        Response.status(part.isPresent() ? Response.Status.PARTIAL_CONTENT : Response.Status.OK)
            .entity(content(file, part.orElse(whole)))
            .type(mediaType(grant.blobKey()))
            .header(HttpHeaders.CONTENT_LENGTH, part.orElse(whole).bytes())
            .header(HttpHeaders.ETAG, tag)
            .header("Accept-Ranges", "bytes")
            .cacheControl(privately(seconds));
    part.ifPresent(given -> response.header("Content-Range", given.of(file.bytes())));
    return response.build();
  }

  private SignedUrls.Grant grant(HttpServletRequest call, Instant now) {
    return urls.grant(call.getRequestURI() + "?" + call.getQueryString(), now)
        .orElseThrow(
            () ->
                new RefusalException(
                    FailureCode.FORBIDDEN,
                    "The URL has expired or its signature is wrong; ask for the job."));
  }

  private void takePlace(ContainerRequestContext context, String key) {
    var place = downloads.open(ownerOf(key));
    RequestEnd.close(context, place);
    if (!place.grow(1)) {
      throw new RefusalException(
          FailureCode.RATE_LIMITED, "Too many downloads of this job are under way; try again.");
    }
  }

  private BlobStream open(String key) {
    return blobs
        .open(key)
        .orElseThrow(
            () -> new RefusalException(FailureCode.NOT_FOUND, "The file is no longer kept."));
  }

  private static StreamingOutput content(BlobStream file, ByteRange part) {
    return out -> {
      file.content().skipNBytes(part.first());
      SteadyTransfer.send(file.content(), part.bytes(), out);
    };
  }

  private static Response notThere(ByteRange asked, long size) {
    Response refusal =
        ProblemMapper.respond(
            Refusal.of(
                FailureCode.RANGE_NOT_SATISFIABLE,
                "The file has only " + size + " bytes: ask for others, or without Range."),
            null);
    return Response.fromResponse(refusal).header("Content-Range", asked.of(size)).build();
  }

  /** The folder of a job. */
  private static String ownerOf(String key) {
    String[] segments = key.split("/", SEGMENTS_OF_OWNER + 1);
    return segments.length < SEGMENTS_OF_OWNER ? key : segments[0] + "/" + segments[1];
  }

  private static String tagOf(String key) {
    return '"' + Sha256.hex(key.getBytes(StandardCharsets.UTF_8)).substring(0, 32) + '"';
  }

  private static CacheControl privately(long seconds) {
    var control = new CacheControl();
    control.setPrivate(true);
    control.setMaxAge((int) Math.min(seconds, Integer.MAX_VALUE));
    return control;
  }

  private static String mediaType(String key) {
    return switch (key.substring(key.lastIndexOf('.') + 1)) {
      case "jpg" -> "image/jpeg";
      case "png" -> "image/png";
      default -> "application/octet-stream";
    };
  }
}
