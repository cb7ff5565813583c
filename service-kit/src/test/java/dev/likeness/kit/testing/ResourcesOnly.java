package dev.likeness.kit.testing;

import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.app.ServiceSettings;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Server;

/** A real HTTP server with nothing behind it but what a test installs. */
public final class ResourcesOnly extends Application<Configuration> {
  private final BiConsumer<Configuration, Environment> parts;
  private final CompletableFuture<Server> started;

  private ResourcesOnly(
      BiConsumer<Configuration, Environment> parts, CompletableFuture<Server> started) {
    this.parts = parts;
    this.started = started;
  }

  /**
   * Starts the server; the caller closes it.
   *
   * @param configuration a file on the class path
   * @param parts installs what the test wants to talk to
   * @throws Exception whatever the start threw
   */
  public static RunningService start(
      String configuration, BiConsumer<Configuration, Environment> parts) throws Exception {
    return RunningService.start(started -> new ResourcesOnly(parts, started), configuration);
  }

  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<Configuration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(ServiceSettings.from(Map.of()));
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    parts.accept(configuration, environment);
    environment.lifecycle().addServerLifecycleListener(started::complete);
  }
}
