package dev.likeness.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import java.io.FileNotFoundException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class RunningServiceTest {
  private static final String CONFIG = "manners.yml";

  @Test
  void runsUntilItIsClosed() throws Exception {
    var managed = new Part();
    var service = RunningService.start(started -> new Service(started, managed), CONFIG);
    int port = service.url().getPort();

    assertThat(port).isNotEqualTo(service.adminUrl().getPort()).isPositive();
    assertThat(managed.running).isTrue();

    service.close();

    assertThat(managed.running).isFalse();
    assertThatIOException()
        .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }

  @Test
  void throwsWhatTheStartThrewAndStopsWhatHadStarted() {
    var managed = new Part();
    Managed broken =
        new Managed() {
          @Override
          public void start() {
            throw new IllegalStateException("no broker there");
          }
        };

    assertThatIllegalStateException()
        .isThrownBy(
            () -> RunningService.start(started -> new Service(started, managed, broken), CONFIG))
        .withMessage("no broker there");
    assertThat(managed.running).isFalse();
  }

  @Test
  void namesAConfigurationThatIsNowhere() {
    assertThatException()
        .isThrownBy(() -> RunningService.start(Service::new, "nowhere.yml"))
        .isInstanceOf(FileNotFoundException.class)
        .withMessageContaining("nowhere.yml");
  }

  private static final class Part implements Managed {
    private final AtomicBoolean running = new AtomicBoolean();

    @Override
    public void start() {
      running.set(true);
    }

    @Override
    public void stop() {
      running.set(false);
    }
  }

  private static final class Service extends Application<Configuration> {
    private final CompletableFuture<Server> started;
    private final Managed[] parts;

    Service(CompletableFuture<Server> started, Managed... parts) {
      this.started = started;
      this.parts = parts;
    }

    @Override
    protected void bootstrapLogging() {}

    @Override
    public void initialize(Bootstrap<Configuration> bootstrap) {
      bootstrap.setConfigurationSourceProvider(ServiceSettings.from(Map.of()));
    }

    @Override
    public void run(Configuration configuration, Environment environment) {
      for (Managed part : parts) {
        environment.lifecycle().manage(part);
      }
      environment.lifecycle().addServerLifecycleListener(started::complete);
    }
  }
}
