package dev.likeness.ingest.http;

import dev.likeness.ingest.intake.Cancellations;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.RequestIds;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** {@code POST /v1/phota/jobs/{job_id}/cancel}: answers with the job, as GET gives it. */
@Path("/v1/phota")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class CancelResource {
  private final Cancellations cancellations;
  private final CallbackForward jobs;

  CancelResource(Cancellations cancellations, CallbackForward jobs) {
    this.cancellations = cancellations;
    this.jobs = jobs;
  }

  @POST
  @Path("jobs/{job_id}/cancel")
  public Response cancel(
      @PathParam("job_id") String jobId,
      @Context SecurityContext security,
      @Context HttpHeaders headers) {
    cancellations.cancel(ApiKeyFilter.accountOf(security).id(), RequestIds.current(), jobId);
    return jobs.get("/v1/phota/jobs/" + jobId, headers);
  }
}
