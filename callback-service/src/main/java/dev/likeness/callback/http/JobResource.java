package dev.likeness.callback.http;

import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.JobRenderer;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.schema.v1.JobSnapshot;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A customer's own job. Another account's does not exist for them. Blocks for as long as the caller
 * asks with {@code wait}, if its account has a place for that; thread safe.
 */
@Path("/v1/phota/jobs/{job_id}")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class JobResource {
  private final JobFinder finder;
  private final JobRenderer renderer;
  private final FairShares waits;

  /**
   * @param waits places for callers that wait
   */
  public JobResource(JobFinder finder, JobRenderer renderer, FairShares waits) {
    this.finder = finder;
    this.renderer = renderer;
    this.waits = waits;
  }

  @GET
  public Response get(
      @PathParam("job_id") String jobId,
      @QueryParam("wait") @Nullable String wait,
      @Context SecurityContext security) {
    Duration longest = WaitParameter.parse(wait);
    if (!JobId.isWellFormed(jobId)) {
      return notFound();
    }
    String account = ApiKeyFilter.accountOf(security).id();
    return switch (find(new JobId(jobId), account, longest)) {
      case Lookup.Found(JobSnapshot job) -> found(job);
      case Lookup.Unknown _ -> notFound();
      case Lookup.NotReady _, Lookup.Elsewhere _ -> Answers.unavailable();
    };
  }

  /** Looks before it waits; whose account has too many that wait gets what is known now. */
  private Lookup find(JobId job, String account, Duration longest) {
    Lookup now = finder.find(account, job, Duration.ZERO, JobFinder.Scope.EVERYWHERE);
    boolean worthWaiting =
        now instanceof Lookup.Found(JobSnapshot known)
            && !JobEnds.hasEnded(known)
            && longest.isPositive();
    try (var place = waits.open(account)) {
      return worthWaiting && place.grow(1)
          ? finder.find(account, job, longest, JobFinder.Scope.EVERYWHERE)
          : now;
    }
  }

  private Response found(JobSnapshot job) {
    var response = Answers.fresh(renderer.render(job));
    return JobEnds.hasEnded(job)
        ? response.build()
        : response.header(HttpHeaders.RETRY_AFTER, Answers.ASK_AGAIN_SECONDS).build();
  }

  private static Response notFound() {
    return Answers.refused(FailureCode.NOT_FOUND, "There is no job with this id.");
  }
}
