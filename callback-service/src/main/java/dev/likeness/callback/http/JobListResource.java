package dev.likeness.callback.http;

import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.ListingPage;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.TakesQuery;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingQuestion;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A customer's jobs, newest first. All that match are in the list, or there is no answer. Thread
 * safe; blocks for a bounded time.
 */
@Path("/v1/phota/jobs")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class JobListResource {
  private final JobFinder finder;
  private final JobLister lister;
  private final JobJson json;

  public JobListResource(JobFinder finder, JobLister lister, JobJson json) {
    this.finder = finder;
    this.lister = lister;
    this.json = json;
  }

  @GET
  @TakesQuery(
      value = {
        "client_request_id",
        "created_after",
        "created_before",
        "cursor",
        "limit",
        "operation",
        "tag"
      },
      repeatable = "status")
  public Response list(@Context UriInfo uri, @Context SecurityContext security) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    ListingQuestion question = ListParameters.ofJobs(given, ApiKeyFilter.accountOf(security).id());
    String clientRequestId = given.getFirst("client_request_id");
    if (clientRequestId != null) {
      return named(question, clientRequestId);
    }
    return lister.list(question).map(this::found).orElseGet(Answers::unavailable);
  }

  /** The idempotency value makes the job's id, so there is one such job at most. */
  private Response named(ListingQuestion question, String clientRequestId) {
    String account = question.getAccount();
    JobId job = JobId.ofClientRequest(account, clientRequestId);
    return switch (finder.find(account, job, Duration.ZERO, JobFinder.Scope.EVERYWHERE)) {
      case Lookup.Found(JobSnapshot found) -> found(ListingPage.ofOne(question, found));
      case Lookup.Unknown _ -> found(new ListingPage(List.of(), Optional.empty()));
      case Lookup.NotReady _, Lookup.Elsewhere _ -> Answers.unavailable();
    };
  }

  private Response found(ListingPage page) {
    return Answers.fresh(json.render(page)).build();
  }
}
