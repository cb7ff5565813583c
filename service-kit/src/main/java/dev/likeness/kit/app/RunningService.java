package dev.likeness.kit.app;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import net.sourceforge.argparse4j.inf.Namespace;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A service started inside this JVM: by the local stack, and by tests, on ports that the system
 * chooses where the configuration says 0. Owns the server; {@link #close} stops it and everything
 * that the service manages.
 */
public final class RunningService implements AutoCloseable {
  private static final String LOOPBACK = "http://127.0.0.1:";

  private final Server server;

  private RunningService(Server server) {
    this.server = server;
  }

  /**
   * Starts a service and returns when it accepts work.
   *
   * @param application makes the application, given a sink for its server: it adds {@code
   *     serverStarted} as a lifecycle listener
   * @param config YAML file or resource
   * @throws Exception whatever the service's start threw; what had started is stopped
   */
  public static <C extends Configuration> RunningService start(
      Function<CompletableFuture<Server>, Application<C>> application, String config)
      throws Exception {
    var server = new CompletableFuture<Server>();
    Application<C> service = application.apply(server);
    // Not Application.run: it prints what a start threw, and ends the JVM unless told otherwise.
    var bootstrap = new Bootstrap<>(service);
    service.initialize(bootstrap);
    bootstrap.registerMetrics();
    new ServerCommand<>(service).run(bootstrap, new Namespace(Map.of("file", config)));
    if (!server.isDone()) {
      throw new IllegalStateException(
          "the service " + service.getName() + " does not tell its server");
    }
    // Whoever started it stops it, in its own order; not Jetty's shutdown hook in any order.
    server.join().setStopAtShutdown(false);
    return new RunningService(server.join());
  }

  /** Where customers ask. */
  public URI url() {
    return addresses("application").getFirst();
  }

  /** Where other services ask: the last of the application's connectors, often the only one. */
  public URI internalUrl() {
    return addresses("application").getLast();
  }

  public URI adminUrl() {
    return addresses("admin").getFirst();
  }

  /**
   * @throws IllegalStateException if the server did not stop cleanly
   */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // Jetty declares nothing narrower
      throw new IllegalStateException("the service did not stop cleanly", e);
    }
  }

  private List<URI> addresses(String connector) {
    List<URI> addresses =
        Stream.of(server.getConnectors())
            .filter(candidate -> connector.equals(candidate.getName()))
            .filter(ServerConnector.class::isInstance)
            .map(http -> URI.create(LOOPBACK + ((ServerConnector) http).getLocalPort()))
            .toList();
    if (addresses.isEmpty()) {
      throw new IllegalStateException("the service has no connector named " + connector);
    }
    return addresses;
  }
}
