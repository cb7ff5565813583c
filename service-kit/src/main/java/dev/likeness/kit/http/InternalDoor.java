package dev.likeness.kit.http;

import dev.likeness.kit.auth.InternalCalls;
import io.dropwizard.lifecycle.ServerLifecycleListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Lets only our own services in: by the header of {@link InternalCalls}, and only at the last of
 * the application's connectors, which is the internal one where there are several. For everybody
 * else there is nothing: 404, as for any path that does not exist. Thread safe.
 */
final class InternalDoor implements Filter, ServerLifecycleListener {
  static final String PATHS = "/internal/*";

  private static final String APPLICATION = "application";
  private static final int CLOSED = -1;

  private final InternalCalls calls;
  private volatile int port = CLOSED;

  InternalDoor(InternalCalls calls) {
    this.calls = calls;
  }

  @Override
  public void serverStarted(Server server) {
    for (var connector : server.getConnectors()) {
      if (connector instanceof ServerConnector http && APPLICATION.equals(http.getName())) {
        port = http.getLocalPort();
      }
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String sent = ((HttpServletRequest) request).getHeader(InternalCalls.HEADER);
    if (calls.isProof(sent) && request.getLocalPort() == port) {
      chain.doFilter(request, response);
    } else {
      ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
