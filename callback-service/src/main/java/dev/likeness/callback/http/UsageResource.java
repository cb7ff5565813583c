package dev.likeness.callback.http;

import dev.likeness.callback.credit.UsageFinder;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.query.JobFinder.Scope;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.ProblemMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A customer's credit, and what was charged. Thread safe. */
@Path("/v1/phota/usage")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class UsageResource {
  private final UsageFinder finder;
  private final InstantSource clock;

  public UsageResource(UsageFinder finder, InstantSource clock) {
    this.finder = finder;
    this.clock = clock;
  }

  @GET
  public Response get(
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @Context SecurityContext security) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var question = UsageDates.question(ApiKeyFilter.accountOf(security).id(), from, to, today);
    return switch (finder.find(question, Scope.EVERYWHERE)) {
      case UsageLookup.Found(AccountUsage usage) ->
          Response.ok(UsageBody.of(question, usage))
              .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
              .build();
      case UsageLookup.NotReady _, UsageLookup.Elsewhere _ ->
          Response.fromResponse(
                  ProblemMapper.respond(
                      Refusal.of(
                          FailureCode.UNAVAILABLE,
                          "Usage is not available at the moment; ask again."),
                      null))
              .header(HttpHeaders.RETRY_AFTER, 1)
              .build();
    };
  }
}
