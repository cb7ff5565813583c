package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.Admission;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.RequestIds;
import dev.likeness.schema.v1.JobSnapshot;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;

/**
 * {@code POST /v1/phota/edit}, {@code generate}, {@code enhance} and {@code remix}: asynchronous
 * with a handle, or synchronous with the result.
 */
@Path("/v1/phota")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class StudioResource {
  private final JobRequests requests;
  private final SyncJobs syncJobs;
  private final FinishedJobs finished;
  private final URI publicUrl;

  StudioResource(JobRequests requests, SyncJobs syncJobs, FinishedJobs finished, URI publicUrl) {
    this.requests = requests;
    this.syncJobs = syncJobs;
    this.finished = finished;
    this.publicUrl = publicUrl;
  }

  @POST
  @Path("edit")
  public Response edit(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    return answer(RequestShape.EDIT, call, context, body);
  }

  @POST
  @Path("generate")
  public Response generate(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    return answer(RequestShape.GENERATE, call, context, body);
  }

  @POST
  @Path("enhance")
  public Response enhance(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    return answer(RequestShape.ENHANCE, call, context, body);
  }

  @POST
  @Path("remix")
  public Response remix(
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    return answer(RequestShape.REMIX, call, context, body);
  }

  private Response answer(
      RequestShape shape,
      HttpServletRequest call,
      ContainerRequestContext context,
      InputStream body) {
    String account = ApiKeyFilter.accountOf(context.getSecurityContext()).id();
    JobRequests.Taken taken = requests.take(shape, account, call, context, body);
    return taken.async() ? handle(taken.accepted()) : result(account, taken.accepted());
  }

  private Response handle(Admission.Accepted accepted) {
    String id = accepted.jobId().value();
    String pollUrl = publicUrl.resolve("/v1/phota/jobs/" + id).toString();
    return Response.accepted(new JobHandle(id, pollUrl, "QUEUED", accepted.createdAt().toString()))
        .build();
  }

  private Response result(String account, Admission.Accepted accepted) {
    JobSnapshot ended =
        syncJobs
            .await(account, RequestIds.current(), accepted.jobId())
            .orElseThrow(
                () ->
                    RefusalException.aboutJob(
                        accepted.jobId().value(),
                        FailureCode.TIMEOUT,
                        "The job did not finish in time: it was stopped and is not charged. Use"
                            + " async: true for work that may take longer."));
    return Response.ok(finished.responseOf(ended)).build();
  }
}
