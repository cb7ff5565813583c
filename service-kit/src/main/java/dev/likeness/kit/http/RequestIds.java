package dev.likeness.kit.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives every request an id: the caller's {@code X-Request-Id} if it is well formed, else a new
 * one. It stands in the response's header, in every error body, and in the log lines of the thread
 * that serves the request. Every response also says that its type is what it says: no browser shall
 * find a page in what a customer sent.
 */
public final class RequestIds implements Filter {
  public static final String HEADER = "X-Request-Id";
  private static final String MDC_KEY = "requestId";
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** The id of the request that this thread serves. */
  public static String current() {
    String id = MDC.get(MDC_KEY);
    return id == null ? fresh() : id;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String id = idFor(((HttpServletRequest) request).getHeader(HEADER));
    var answer = (HttpServletResponse) response;
    answer.setHeader(HEADER, id);
    answer.setHeader("X-Content-Type-Options", "nosniff");
    try (var _ = MDC.putCloseable(MDC_KEY, id)) {
      chain.doFilter(request, response);
    }
  }

  static String idFor(@Nullable String given) {
    return given != null && WELL_FORMED.matcher(given).matches() ? given : fresh();
  }

  private static String fresh() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
