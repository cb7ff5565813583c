package dev.likeness.callback.http;

import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.ListingPage;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.schema.v1.ListingQuestion;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

/**
 * A customer's jobs, newest first. All that match are in the list, or there is no answer. Thread
 * safe; blocks for a bounded time.
 */
@Path("/v1/phota/jobs")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class JobListResource {
  private final JobLister lister;
  private final JobJson json;

  public JobListResource(JobLister lister, JobJson json) {
    this.lister = lister;
    this.json = json;
  }

  @GET
  public Response list(@Context UriInfo uri, @Context SecurityContext security) {
    ListingQuestion question =
        ListParameters.ofJobs(uri.getQueryParameters(), ApiKeyFilter.accountOf(security).id());
    return lister.list(question).map(this::found).orElseGet(Answers::unavailable);
  }

  private Response found(ListingPage page) {
    return Answers.fresh(json.render(page)).build();
  }
}
