package dev.likeness.ingest.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Headers that a request earns whatever its answer is: {@code X-Ignored-Fields}, {@code
 * X-Phota-Deprecation-Date}, and {@code Retry-After} on every 503 and 429. Thread safe.
 */
final class EdgeHeaders implements ContainerResponseFilter {
  static final String IGNORED_FIELDS = "X-Ignored-Fields";
  static final String DEPRECATION = "X-Phota-Deprecation-Date";

  private static final String DEFAULT_FORMAT_CHANGED = "2026-05-08";
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final int MOST_NAMES = 20;
  private static final Pattern NAMEABLE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Notes what was found in the request's body. */
  static void note(ContainerRequestContext request, List<String> ignored, boolean formatLeftOut) {
    if (!ignored.isEmpty()) {
      request.setProperty(IGNORED_FIELDS, names(ignored));
    }
    if (formatLeftOut) {
      request.setProperty(DEPRECATION, DEFAULT_FORMAT_CHANGED);
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    for (String header : List.of(IGNORED_FIELDS, DEPRECATION)) {
      Object value = request.getProperty(header);
      if (value != null) {
        response.getHeaders().putSingle(header, value);
      }
    }
    if (response.getStatus() == 503 || response.getStatus() == 429) {
      response.getHeaders().putIfAbsent(HttpHeaders.RETRY_AFTER, List.of(RETRY_AFTER_SECONDS));
    }
  }

  /** What cannot stand in a header is counted as one name. */
  private static String names(List<String> ignored) {
    return ignored.stream()
        .map(name -> NAMEABLE.matcher(name).matches() ? name : "(other)")
        .distinct()
        .limit(MOST_NAMES)
        .collect(Collectors.joining(", "));
  }
}
