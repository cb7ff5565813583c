package dev.likeness.kit.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.rate.FairShares;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Bounds how many requests of an account are under way at a time, those that wait included, so that
 * others always find a thread. What is beyond gets 429 before its body is read. Runs after {@link
 * RateLimitFilter}. Thread safe.
 */
@Authenticated
@Priority(Priorities.AUTHORIZATION + 1)
final class RequestShares implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String REFUSED = RequestShares.class.getName();
  private static final int RETRY_AFTER_SECONDS = 1;

  private final FairShares places;

  /**
   * @param places for requests; fewer than there are threads
   */
  RequestShares(FairShares places) {
    this.places = places;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    var share = places.open(ApiKeyFilter.accountOf(request.getSecurityContext()).id());
    RequestEnd.close(request, share);
    if (!share.grow(1)) {
      request.setProperty(REFUSED, true);
      throw new RefusalException(
          FailureCode.RATE_LIMITED,
          "Too many requests of this account are under way; try again when some have ended.");
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(REFUSED) != null) {
      response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
  }
}
