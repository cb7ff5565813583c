package dev.likeness.kit.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a request holds when its answer has been written, or cannot be: not when the answer
 * is known, as the client may take it slowly, and not only when it is written, as a HEAD has none.
 */
public final class RequestEnd implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(RequestEnd.class);
  private static final String HELD = RequestEnd.class.getName();

  /** Has {@code held} closed at the end of the request, whatever becomes of it. */
  public static void close(ContainerRequestContext request, AutoCloseable held) {
    var all = new ArrayList<>(heldBy(request.getProperty(HELD)));
    all.add(held);
    request.setProperty(HELD, List.copyOf(all));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      heldBy(request.getAttribute(HELD)).forEach(RequestEnd::close);
    }
  }

  private static List<AutoCloseable> heldBy(@Nullable Object property) {
    return property instanceof List<?> held
        ? held.stream().map(AutoCloseable.class::cast).toList()
        : List.of();
  }

  private static void close(AutoCloseable held) {
    try {
      held.close();
    } catch (Exception e) { // whatever it is, the request has been answered
      LOG.atWarn().setCause(e).log("what a request held could not be closed");
    }
  }
}
