package dev.likeness.callback.http;

import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.kit.http.TakesQuery;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.schema.v1.JobSnapshot;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A job of an account, as the wire format of a {@link JobSnapshot}: 200, 404 if the account
 * submitted none such, 503 if that cannot be said now. For the other services and for peers; only
 * they are let in. Waits for the end of the job, or with {@code until=profile_deleted} for the
 * deletion of the profile that it trains; answers at once if too many wait on the account's behalf.
 * Thread safe; blocks for as long as the caller asks.
 */
@Path(InternalJobs.PATH + "{job_id}")
@TakesQuery(anything = true) // a newer service may say more
public final class InternalJobResource {
  private final JobFinder finder;
  private final Serializer<SpecificRecord> serializer;
  private final FairShares waits;

  /**
   * @param waits places for callers that wait
   */
  public InternalJobResource(
      JobFinder finder, Serializer<SpecificRecord> serializer, FairShares waits) {
    this.finder = finder;
    this.serializer = serializer;
    this.waits = waits;
  }

  @GET
  public Response get(
      @PathParam("job_id") String jobId,
      @QueryParam("account") @Nullable String account,
      @QueryParam("wait") @Nullable String wait,
      @QueryParam("until") @Nullable String until,
      @HeaderParam(InternalJobs.ASKED_BY_PEER) @Nullable String peer) {
    Duration longest = WaitParameter.parse(wait);
    if (account == null || !JobId.isWellFormed(jobId)) {
      return Response.status(Response.Status.NOT_FOUND).build();
    }
    var scope = peer == null ? JobFinder.Scope.EVERYWHERE : JobFinder.Scope.HERE;
    var goal =
        InternalJobs.UNTIL_PROFILE_DELETED.equals(until)
            ? JobFinder.Goal.PROFILE_DELETED
            : JobFinder.Goal.END;
    try (var place = waits.open(account)) {
      Duration granted = longest.isPositive() && place.grow(1) ? longest : Duration.ZERO;
      return answer(finder.find(account, new JobId(jobId), goal, granted, scope));
    }
  }

  private Response answer(Lookup found) {
    return switch (found) {
      case Lookup.Found(JobSnapshot job) ->
          Response.ok(
                  serializer.serialize(InternalJobs.SERDE_TOPIC, job), "application/octet-stream")
              .build();
      case Lookup.Unknown _ -> Response.status(Response.Status.NOT_FOUND).build();
      case Lookup.NotReady _, Lookup.Elsewhere _ ->
          Response.status(Response.Status.SERVICE_UNAVAILABLE)
              .header(HttpHeaders.RETRY_AFTER, 1)
              .build();
    };
  }
}
