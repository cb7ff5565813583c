package dev.likeness.ingest.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.ingest.intake.ProfileRemovals;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;

/** Adds and deletes profiles; {@link CallbackForward} has what is asked about them. */
@Path("/v1/phota")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class ProfilesResource {
  private final JobRequests requests;
  private final ProfileRemovals removals;

  ProfilesResource(JobRequests requests, ProfileRemovals removals) {
    this.requests = requests;
    this.removals = removals;
  }

  /** Names the profile, which is also the job that trains it. */
  public record Added(@JsonProperty("profile_id") String profileId) {}

  /**
   * What became of a profile.
   *
   * @param status always {@code ok}
   */
  public record Deleted(@JsonProperty("profile_id") String profileId, String status) {}

  @POST
  @Path("profiles/add")
  @Consumes(MediaType.APPLICATION_JSON)
  public Added add(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    String account = ApiKeyFilter.accountOf(context.getSecurityContext()).id();
    JobRequests.Taken taken = requests.take(RequestShape.ADD_PROFILE, account, call, context, body);
    return new Added(taken.accepted().jobId().value());
  }

  @DELETE
  @Path("profiles/{profile_id}")
  public Deleted delete(
      @PathParam("profile_id") String profileId, @Context SecurityContext security) {
    removals.remove(ApiKeyFilter.accountOf(security).id(), RequestIds.current(), profileId);
    return new Deleted(profileId, "ok");
  }
}
