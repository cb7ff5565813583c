package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.Admission;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.Origin;
import dev.likeness.ingest.intake.Submission;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.auth.Account;
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
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.net.URI;

/** {@code POST /v1/phota/enhance}: asynchronous with a handle, or synchronous with the result. */
@Path("/v1/phota/enhance")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class EnhanceResource {
  private final BodyBudget budget;
  private final BodyReader bodies;
  private final JobIntake intake;
  private final SyncJobs syncJobs;
  private final FinishedJobs finished;
  private final URI publicUrl;

  EnhanceResource(
      BodyBudget budget,
      BodyReader bodies,
      JobIntake intake,
      SyncJobs syncJobs,
      FinishedJobs finished,
      URI publicUrl) {
    this.budget = budget;
    this.bodies = bodies;
    this.intake = intake;
    this.syncJobs = syncJobs;
    this.finished = finished;
    this.publicUrl = publicUrl;
  }

  @POST
  public Response enhance(
      @Context SecurityContext security,
      @Context HttpServletRequest call,
      @Context ContainerRequestContext context,
      InputStream body) {
    Account account = ApiKeyFilter.accountOf(security);
    Taken taken;
    try (var _ = budget.take(call.getContentLengthLong())) {
      taken = take(account, call, context, body);
    }
    return switch (taken.admission()) {
      case Admission.Refused refused -> throw new RefusalException(refused.refusal());
      case Admission.Accepted accepted ->
          taken.async() ? handle(accepted) : result(account, RequestIds.current(), accepted);
    };
  }

  private record Taken(Admission admission, boolean async) {}

  /** A method of its own, so that nothing holds the photo while a synchronous caller waits. */
  private Taken take(
      Account account, HttpServletRequest call, ContainerRequestContext context, InputStream body) {
    BodyFields fields =
        bodies.read(
            body, call.getContentLengthLong(), EnhanceRequest.FIELDS, EnhanceRequest.ELSEWHERE);
    EdgeHeaders.note(context, fields.ignored(), fields.text("output_format") == null);
    EnhanceRequest request = EnhanceRequest.of(fields);
    var submission =
        new Submission(
            account.id(),
            new Origin.HttpCall(RequestIds.current(), request.async()),
            request.work(),
            request.callbackUrl(),
            request.clientRequestId());
    return new Taken(intake.admit(submission), request.async());
  }

  private Response handle(Admission.Accepted accepted) {
    String id = accepted.jobId().value();
    String pollUrl = publicUrl.resolve("/v1/phota/jobs/" + id).toString();
    return Response.accepted(new JobHandle(id, pollUrl, "QUEUED", accepted.createdAt().toString()))
        .build();
  }

  private Response result(Account account, String requestId, Admission.Accepted accepted) {
    JobSnapshot ended =
        syncJobs
            .await(account.id(), requestId, accepted.jobId())
            .orElseThrow(
                () ->
                    RefusalException.aboutJob(
                        accepted.jobId().value(),
                        FailureCode.TIMEOUT,
                        "The job did not finish in time and was cancelled; use async: true for"
                            + " work that may take longer."));
    return Response.ok(finished.responseOf(ended)).build();
  }
}
