package dev.likeness.callback.http;

import dev.likeness.callback.credit.InternalUsage;
import dev.likeness.callback.credit.UsageFinder;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.JobFinder.Scope;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.kit.http.TakesQuery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Any account's credit and use, as the wire format of an {@link AccountUsage}: 200, or 503 if that
 * cannot be said now. For peers; only they are let in. Thread safe.
 */
@Path(InternalUsage.PATH + "{account}")
@TakesQuery(anything = true) // a newer service may say more
public final class InternalUsageResource {
  private final UsageFinder finder;
  private final Serializer<SpecificRecord> serializer;
  private final InstantSource clock;

  public InternalUsageResource(
      UsageFinder finder, Serializer<SpecificRecord> serializer, InstantSource clock) {
    this.finder = finder;
    this.serializer = serializer;
    this.clock = clock;
  }

  @GET
  public Response get(
      @PathParam("account") String account,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @HeaderParam(InternalJobs.ASKED_BY_PEER) @Nullable String peer) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var question = UsageDates.question(account, from, to, today);
    return switch (finder.find(question, peer == null ? Scope.EVERYWHERE : Scope.HERE)) {
      case UsageLookup.Found(AccountUsage usage) ->
          Response.ok(
                  serializer.serialize(InternalUsage.SERDE_TOPIC, usage),
                  "application/octet-stream")
              .build();
      case UsageLookup.NotReady _, UsageLookup.Elsewhere _ ->
          Response.status(Response.Status.SERVICE_UNAVAILABLE)
              .header(HttpHeaders.RETRY_AFTER, 1)
              .build();
    };
  }
}
