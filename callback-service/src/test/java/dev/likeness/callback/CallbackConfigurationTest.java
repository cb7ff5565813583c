package dev.likeness.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.kit.app.ServiceSettings;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallbackConfigurationTest {
  private static final String SECRET = "secret: #1, which is long enough";
  private static final Map<String, String> LEAST = Map.of("LIKENESS_MASTER_SECRET", SECRET);

  @Test
  void hasDefaultsForAllButTheSecret() throws IOException, ConfigurationException {
    var configuration = read(LEAST);

    assertThat(configuration.plays(Role.VIEW)).isTrue();
    assertThat(configuration.plays(Role.DELIVERY)).isTrue();
    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(configuration.partitions()).isEqualTo(6);
    assertThat(configuration.masterSecret().value()).isEqualTo(SECRET);
    assertThat(configuration.view().retention()).isEqualTo(Duration.days(30));
    assertThat(configuration.view().undeliveredRetention()).isEqualTo(Duration.hours(24));
    assertThat(configuration.delivery().ranges()).isEmpty();
    assertThat(configuration.delivery().retryDelays())
        .containsExactly(
            Duration.seconds(5),
            Duration.seconds(30),
            Duration.minutes(2),
            Duration.minutes(10),
            Duration.hours(1),
            Duration.hours(6),
            Duration.hours(24),
            Duration.hours(24));
    assertThat(configuration.delivery().timeout()).isEqualTo(Duration.seconds(10));
  }

  @Test
  void takesEverythingFromTheEnvironment() throws IOException, ConfigurationException {
    var settings = new HashMap<>(LEAST);
    settings.put("LIKENESS_CALLBACK_ROLES", "view");
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", "broker-1:9092,broker-2:9092");
    settings.put("LIKENESS_PARTITIONS", "12");
    settings.put("LIKENESS_STATE_DIR", "/data");
    settings.put("LIKENESS_BLOB_ROOT", "/blobs");
    settings.put("LIKENESS_HOST", "callback-0.callback");
    settings.put("LIKENESS_PUBLIC_URL", "https://api.example");
    settings.put("LIKENESS_JOB_RETENTION", "7d");
    settings.put("LIKENESS_UNDELIVERED_RETENTION", "2h");
    settings.put("LIKENESS_STANDBYS", "1");
    settings.put("LIKENESS_CALLBACK_RETRY_DELAYS", "1s, 2s");
    settings.put("LIKENESS_WEBHOOK_SECRET_OVERLAP", "2h");
    settings.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8, ::1/128");
    var configuration = read(settings);

    assertThat(configuration.plays(Role.DELIVERY)).isFalse();
    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("broker-1:9092,broker-2:9092");
    assertThat(configuration.partitions()).isEqualTo(12);
    assertThat(configuration.stateDirectory()).isEqualTo(Path.of("/data"));
    assertThat(configuration.blobRoot()).isEqualTo(Path.of("/blobs"));
    assertThat(configuration.applicationServer()).isEqualTo("callback-0.callback:8083");
    assertThat(configuration.publicUrl()).isEqualTo(URI.create("https://api.example"));
    assertThat(configuration.view().retention()).isEqualTo(Duration.days(7));
    assertThat(configuration.view().undeliveredRetention()).isEqualTo(Duration.hours(2));
    assertThat(configuration.webhookSecretOverlap()).isEqualTo(java.time.Duration.ofHours(2));
    assertThat(configuration.view().standbys()).isEqualTo(1);
    assertThat(configuration.delivery().retryDelays()).hasSize(2);
    assertThat(configuration.delivery().ranges()).containsExactly("127.0.0.0/8", "::1/128");
  }

  @Test
  void knowsWhenTheLastAttemptAtAWebhookIsOver() throws IOException, ConfigurationException {
    var delivery = read(LEAST).delivery();

    assertThat(delivery.longestSchedule())
        .as("eight waits of a day that endpoints may ask for, jitter, nine attempts")
        .isBetween(java.time.Duration.ofDays(8), java.time.Duration.ofDays(8).plusHours(6));
  }

  @Test
  void refusesToStartWithoutASecretThatNobodyGuesses() throws Exception {
    for (Map<String, String> settings :
        List.of(
            Map.<String, String>of(),
            Map.of("LIKENESS_MASTER_SECRET", ""),
            Map.of("LIKENESS_MASTER_SECRET", "unused"))) {
      CallbackConfiguration configuration = read(settings);

      assertThatThrownBy(configuration::masterSecret)
          .hasMessageContaining("LIKENESS_MASTER_SECRET")
          .hasMessageContaining("openssl rand -hex 32");
    }
  }

  @Test
  void isReachedFromOutsideOnlyWhereThatIsSaid() throws Exception {
    var settings = new HashMap<>(LEAST);
    settings.put("LIKENESS_BIND_HOST", "0.0.0.0");
    assertThat(bindHosts(settings)).containsExactly("127.0.0.1", "127.0.0.1");

    settings.put("LIKENESS_INTERNAL_BIND_HOST", "10.0.0.1");
    settings.put("LIKENESS_ADMIN_BIND_HOST", "10.0.0.2");
    assertThat(bindHosts(settings)).containsExactly("10.0.0.1", "10.0.0.2");
  }

  /** Internal, admin. */
  private static List<String> bindHosts(Map<String, String> settings) throws Exception {
    var server = (DefaultServerFactory) read(settings).getServerFactory();
    return Stream.concat(
            server.getApplicationConnectors().stream(), server.getAdminConnectors().stream())
        .map(connector -> ((HttpConnectorFactory) connector).getBindHost())
        .toList();
  }

  @Test
  void refusesAnUnknownRole() {
    var settings = new HashMap<>(LEAST);
    settings.put("LIKENESS_CALLBACK_ROLES", "audience");
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("roles");
  }

  private static CallbackConfiguration read(Map<String, String> settings)
      throws IOException, ConfigurationException {
    return new YamlConfigurationFactory<>(
            CallbackConfiguration.class,
            Validators.newValidator(),
            Jackson.newObjectMapper(),
            "likeness")
        .build(ServiceSettings.from(settings), "callback.yml");
  }
}
