package dev.likeness.kit.http;

import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.rate.TokenBuckets;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Gives a service the HTTP manners of Likeness. Call it once, from the application's {@code run}.
 */
public final class HttpManners {
  private HttpManners() {}

  /** As {@link #install(Configuration, Environment, EdgeLimits)} with the usual limits. */
  public static void install(Configuration configuration, Environment environment) {
    install(configuration, environment, EdgeLimits.usual());
  }

  /**
   * Request ids on every response and the one error body, whoever refuses; answers that arrive
   * although a body was not read; limits to connections.
   */
  public static void install(
      Configuration configuration, Environment environment, EdgeLimits limits) {
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      server.setRegisterDefaultExceptionMappers(false);
      server.setDetailedJsonProcessingExceptionMapper(false);
      // It would unpack bodies: see PlainBodies. Images and Avro do not get smaller.
      server.getGzipFilterFactory().setEnabled(false);
    }
    environment
        .servlets()
        .addFilter("request-ids", new RequestIds())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    environment
        .servlets()
        .addFilter("known-methods", new KnownMethods())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    environment
        .servlets()
        .addFilter("request-end", new RequestEnd())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    environment.jersey().register(new ProblemMapper());
    environment.jersey().register(new QueryCheck());
    environment.jersey().register(new PlainBodies());
    var problems = new JettyProblems(environment.getObjectMapper());
    environment.getApplicationContext().setErrorHandler(problems);
    environment.lifecycle().addServerLifecycleListener(server -> server.setErrorHandler(problems));
    environment.lifecycle().addEventListener(new HandlersAtStart(limits));
  }

  /**
   * In addition: pages of these origins may call from a browser (Fetch standard, CORS). Without a
   * call of this, none may.
   *
   * @param origins as {@code https://app.example}; {@code *} for all
   */
  public static void installCrossOrigin(Environment environment, Set<String> origins) {
    if (!origins.isEmpty()) {
      environment.getApplicationContext().insertHandler(CrossOrigin.handler(origins));
    }
  }

  /** In addition: paths under {@code /internal} are for our own services. */
  public static void installInternalDoor(Environment environment, InternalCalls calls) {
    var door = new InternalDoor(calls);
    environment
        .servlets()
        .addFilter("internal-door", door)
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, InternalDoor.PATHS);
    environment.lifecycle().addServerLifecycleListener(door);
  }

  /** In addition to authentication: each account has its share of the requests under way. */
  public static void installRequestShares(Environment environment, FairShares places) {
    environment.jersey().register(new RequestShares(places));
  }

  /** In addition: resources marked {@link Authenticated} need an API key. */
  public static void installAuthentication(Environment environment, Accounts accounts) {
    environment.jersey().register(new ApiKeyFilter(accounts));
  }

  /** In addition to authentication: each API key calls only as often as it may. */
  public static void installRateLimits(Environment environment, TokenBuckets buckets) {
    environment.jersey().register(new RateLimitFilter(buckets));
  }

  /** Jetty's own handlers, around everything that Dropwizard builds. */
  private record HandlersAtStart(EdgeLimits limits) implements LifeCycle.Listener {
    @Override
    public void lifeCycleStarting(LifeCycle starting) {
      if (starting instanceof Server server) {
        server.insertHandler(
            new UnreadBodies(limits.unreadBytes(), limits.unreadTime(), System::nanoTime));
        ConnectionGuard.install(server, limits.connections());
      }
    }
  }
}
