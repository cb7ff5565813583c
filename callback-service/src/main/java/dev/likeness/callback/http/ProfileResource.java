package dev.likeness.callback.http;

import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.ListingPage;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.TakesQuery;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A customer's own profiles, each seen through the job that trains it. Another account's do not
 * exist for them, nor do deleted ones. A profile is known from the moment that the call which made
 * it was answered. Thread safe; blocks for a bounded time.
 */
@Path("/v1/phota/profiles")
@Authenticated
public final class ProfileResource {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileResource.class);

  private final JobFinder finder;
  private final JobLister lister;
  private final BlobStore blobs;

  public ProfileResource(JobFinder finder, JobLister lister, BlobStore blobs) {
    this.finder = finder;
    this.lister = lister;
    this.blobs = blobs;
  }

  @GET
  @Path("ids")
  @TakesQuery({"cursor", "tag"})
  @Produces(MediaType.APPLICATION_JSON)
  public Response list(@Context UriInfo uri, @Context SecurityContext security) {
    return lister
        .list(ListParameters.ofProfiles(uri.getQueryParameters(), accountOf(security)))
        .map(ProfileResource::ids)
        .orElseGet(Answers::unavailable);
  }

  @GET
  @Path("{profile_id}/status")
  @Produces(MediaType.APPLICATION_JSON)
  public Response status(
      @PathParam("profile_id") String profileId, @Context SecurityContext security) {
    return about(profileId, security, ProfileResource::status);
  }

  /** No {@code @Produces}: the picture is a JPEG, a refusal is JSON. */
  @GET
  @Path("{profile_id}/profile_picture")
  public Response picture(
      @PathParam("profile_id") String profileId, @Context SecurityContext security) {
    return about(profileId, security, (_, profile) -> picture(profile));
  }

  private Response about(
      String profileId,
      SecurityContext security,
      BiFunction<JobSnapshot, Profile, Response> answer) {
    if (!JobId.isWellFormed(profileId)) {
      return notFound("There is no profile with this id.");
    }
    var id = new JobId(profileId);
    String account = accountOf(security);
    return switch (finder.find(account, id, Duration.ZERO, JobFinder.Scope.EVERYWHERE)) {
      case Lookup.Found(JobSnapshot job) ->
          ProfileProjection.of(job)
              .map(profile -> answer.apply(job, profile))
              .orElseGet(() -> notFound("There is no profile with this id."));
      case Lookup.Unknown _ -> notFound("There is no profile with this id.");
      case Lookup.NotReady _, Lookup.Elsewhere _ -> Answers.unavailable();
    };
  }

  private static Response ids(ListingPage page) {
    var profiles =
        page.jobs().stream()
            .flatMap(job -> ProfileProjection.of(job).stream())
            .map(ProfileBodies.Listed::of)
            .toList();
    return Answers.fresh(
            new ProfileBodies.Ids(profiles, page.next().map(ListCursor::of).orElse(null)))
        .build();
  }

  private static Response status(JobSnapshot job, Profile profile) {
    return Answers.fresh(
            new ProfileBodies.Status(
                profile.getProfileId(),
                profile.getStatus(),
                profile.getMessage(),
                new JobBody.Progress(job.getStage(), job.getFraction())))
        .build();
  }

  private Response picture(Profile profile) {
    BlobRef picture = profile.getPicture();
    if (profile.getStatus() != ProfileStatus.READY || picture == null) {
      return notFound(
          "This profile has no picture: it has one from when it is READY, and now it is "
              + profile.getStatus()
              + ".");
    }
    try {
      return blobs
          .read(picture.getKey())
          .map(bytes -> picture(picture.getMediaType(), bytes))
          .orElseGet(() -> notFound("The picture of this profile is no longer stored."));
    } catch (BlobStoreException e) {
      LOG.atWarn().addKeyValue("profileId", profile.getProfileId()).setCause(e).log("no picture");
      return Answers.refused(
          FailureCode.STORAGE_UNAVAILABLE, "The picture cannot be read at the moment; ask again.");
    }
  }

  private static Response picture(String mediaType, byte[] bytes) {
    return Response.ok(bytes, mediaType)
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=300")
        .build();
  }

  private static Response notFound(String detail) {
    return Answers.refused(FailureCode.PROFILE_NOT_FOUND, detail);
  }

  private static String accountOf(SecurityContext security) {
    return ApiKeyFilter.accountOf(security).id();
  }
}
