package dev.likeness.kit.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.rate.TokenBuckets;
import dev.likeness.kit.rate.TokenBuckets.Verdict;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.time.Duration;

/**
 * Lets each API key call as often as it may, and tells on every answer to it how often that is:
 * {@code RateLimit-Limit} calls in a full bucket, {@code RateLimit-Remaining} now, full again in
 * {@code RateLimit-Reset} seconds. Beyond, 429 with {@code Retry-After}. Runs after {@link
 * ApiKeyFilter} and before the body is read. Thread safe.
 */
@Authenticated
@Priority(Priorities.AUTHORIZATION)
public final class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String VERDICT = RateLimitFilter.class.getName();

  private final TokenBuckets buckets;

  public RateLimitFilter(TokenBuckets buckets) {
    this.buckets = buckets;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Verdict verdict = buckets.take(ApiKeyFilter.callerOf(request.getSecurityContext()));
    request.setProperty(VERDICT, verdict);
    if (!verdict.allowed()) {
      throw new RefusalException(
          FailureCode.RATE_LIMITED,
          "Too many requests with this API key; try again in "
              + seconds(verdict.untilNext())
              + " s.");
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(VERDICT) instanceof Verdict verdict) {
      var headers = response.getHeaders();
      headers.putSingle("RateLimit-Limit", verdict.limit());
      headers.putSingle("RateLimit-Remaining", verdict.remaining());
      headers.putSingle("RateLimit-Reset", seconds(verdict.untilFull()));
      if (!verdict.allowed()) {
        headers.putSingle("Retry-After", seconds(verdict.untilNext()));
      }
    }
  }

  /** Rounded up: who waits so long does not come too early. */
  private static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
