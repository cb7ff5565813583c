package dev.likeness.kit.http;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * What a page of another origin may do in a browser. No credentials of the browser are involved:
 * callers show their key in a header that a page has to be given.
 */
final class CrossOrigin {
  private static final Set<String> REQUEST_HEADERS =
      Set.of(
          "Accept",
          ApiKeyFilter.HEADER,
          "Content-Type",
          "Idempotency-Key",
          "If-None-Match",
          "If-Range",
          "Range",
          RequestIds.HEADER);
  private static final Set<String> RESPONSE_HEADERS =
      Set.of(
          "Accept-Ranges",
          "Content-Range",
          "ETag",
          "RateLimit-Limit",
          "RateLimit-Remaining",
          "RateLimit-Reset",
          "Retry-After",
          "X-Ignored-Fields",
          "X-Phota-Deprecation-Date",
          RequestIds.HEADER);

  private CrossOrigin() {}

  static CrossOriginHandler handler(Set<String> origins) {
    var handler = new CrossOriginHandler();
    handler.setAllowedOriginPatterns(
        origins.stream()
            .map(origin -> origin.equals("*") ? "*" : Pattern.quote(origin))
            .collect(Collectors.toSet()));
    handler.setAllowedMethods(Set.of("GET", "HEAD", "POST", "DELETE"));
    handler.setAllowedHeaders(REQUEST_HEADERS);
    handler.setExposedHeaders(RESPONSE_HEADERS);
    handler.setAllowCredentials(false);
    handler.setPreflightMaxAge(Duration.ofHours(1));
    return handler;
  }
}
