package dev.likeness.kit.http;

import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.rate.TokenBuckets;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;

/**
 * Gives a service the HTTP manners of Likeness. Call it once, from the application's {@code run}.
 */
public final class HttpManners {
  private HttpManners() {}

  /** Request ids on every response and the one error body, whoever refuses. */
  public static void install(Configuration configuration, Environment environment) {
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      server.setRegisterDefaultExceptionMappers(false);
      server.setDetailedJsonProcessingExceptionMapper(false);
    }
    environment
        .servlets()
        .addFilter("request-ids", new RequestIds())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    environment
        .servlets()
        .addFilter("known-methods", new KnownMethods())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    environment.jersey().register(new ProblemMapper());
    var problems = new JettyProblems(environment.getObjectMapper());
    environment.getApplicationContext().setErrorHandler(problems);
    environment.lifecycle().addServerLifecycleListener(server -> server.setErrorHandler(problems));
  }

  /** In addition: resources marked {@link Authenticated} need an API key. */
  public static void installAuthentication(Environment environment, Accounts accounts) {
    environment.jersey().register(new ApiKeyFilter(accounts));
  }

  /** In addition to authentication: each API key calls only as often as it may. */
  public static void installRateLimits(Environment environment, TokenBuckets buckets) {
    environment.jersey().register(new RateLimitFilter(buckets));
  }
}
