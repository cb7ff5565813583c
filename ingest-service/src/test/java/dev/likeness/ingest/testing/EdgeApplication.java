package dev.likeness.ingest.testing;

import dev.likeness.ingest.IngestConfiguration;
import dev.likeness.ingest.docs.ApiDocs;
import dev.likeness.ingest.http.HttpEdge;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.ApiKey;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.schema.v1.AccountRecord;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;

/**
 * The public HTTP edge on a real server, with the service's own configuration, and nothing else.
 */
public final class EdgeApplication extends Application<IngestConfiguration> {
  /** Belongs to account {@code acme}. */
  public static final String API_KEY = "key-of-acme";

  /** Short, so that a test can outlast it. */
  public static final Duration IDLE_TIMEOUT = Duration.ofMillis(700);

  private final HttpEdge edge;
  private final CompletableFuture<Server> started;
  private final List<Class<?>> resources;

  /**
   * @param resources gets everything that is registered
   */
  public EdgeApplication(
      HttpEdge edge, List<Class<?>> resources, CompletableFuture<Server> started) {
    this.edge = edge;
    this.resources = resources;
    this.started = started;
  }

  @Override
  public void initialize(Bootstrap<IngestConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        ServiceSettings.from(
            Map.of(
                "LIKENESS_MASTER_SECRET", "not a secret, but long enough to be one",
                "LIKENESS_INGEST_PORT", "0",
                "LIKENESS_INGEST_INTERNAL_PORT", "0",
                "LIKENESS_INGEST_ADMIN_PORT", "0",
                "LIKENESS_IDLE_TIMEOUT", IDLE_TIMEOUT.toMillis() + "ms")));
  }

  @Override
  protected void onFatalError(Throwable thrown) {
    started.completeExceptionally(thrown); // Dropwizard would end the JVM
  }

  @Override
  public void run(IngestConfiguration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    HttpManners.installAuthentication(environment, accounts());
    edge.install(environment.jersey());
    new ApiDocs(EdgeServer.PUBLIC_URL).install(environment.jersey());
    resources.addAll(environment.jersey().getResourceConfig().getClasses());
    environment.lifecycle().addServerLifecycleListener(started::complete);
  }

  private static AccountDirectory accounts() {
    var opened = Instant.parse("2026-11-20T00:00:00Z");
    var accounts = new AccountDirectory();
    accounts.put(
        AccountRecord.newBuilder()
            .setAccount("acme")
            .setCreatedAt(opened)
            .setApiKeys(List.of(new ApiKey(API_KEY).record("key-1", "", opened)))
            .build());
    return accounts;
  }
}
