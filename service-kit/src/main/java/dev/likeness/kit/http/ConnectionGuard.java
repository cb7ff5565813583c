package dev.likeness.kit.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes the connections that {@link WaitingConnections} names: half-open ones, those whose headers
 * never end, and those that are too many. Jetty's own idle timeout sees only connections on which
 * nothing at all arrives. Thread safe.
 */
final class ConnectionGuard extends Handler.Wrapper {
  /** Beyond the idle timeout, for headers that have begun to arrive. */
  private static final Duration HEADERS = Duration.ofSeconds(10);

  private static final long SWEEP_MILLIS = 500;

  private final WaitingConnections<Connection> connections;
  private final Scheduler scheduler;

  private ConnectionGuard(WaitingConnections<Connection> connections, Scheduler scheduler) {
    this.connections = connections;
    this.scheduler = scheduler;
  }

  /**
   * Guards all connectors of a server that is about to start.
   *
   * @param most connections at a time
   */
  static void install(Server server, int most) {
    long idle = 0;
    for (Connector connector : server.getConnectors()) {
      idle = Math.max(idle, connector.getIdleTimeout());
    }
    var connections =
        new WaitingConnections<Connection>(
            most, Duration.ofMillis(idle).plus(HEADERS), System::nanoTime);
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof AbstractConnector heard) {
        heard.addBean(new Listener(connections));
      }
    }
    server.insertHandler(new ConnectionGuard(connections, server.getScheduler()));
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    sweepLater();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.asked(connection);
    return super.handle(
        request, response, Callback.from(callback, () -> connections.answered(connection)));
  }

  private void sweepLater() {
    if (isRunning()) {
      var _ = scheduler.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    try {
      connections.overdue().forEach(ConnectionGuard::close);
    } finally {
      sweepLater();
    }
  }

  private static void close(Connection connection) {
    connection.getEndPoint().close();
  }

  private record Listener(WaitingConnections<Connection> connections)
      implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      connections.opened(connection).ifPresent(ConnectionGuard::close);
    }

    @Override
    public void onClosed(Connection connection) {
      connections.closed(connection);
    }
  }
}
