package dev.likeness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList;
import dev.likeness.ingest.files.CatalogueFile;
import dev.likeness.ingest.files.PriceFile;
import dev.likeness.ingest.intake.IntakePolicy;
import dev.likeness.ingest.intake.PromptPolicy;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.time.BackoffSchedule;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IngestConfigurationTest {
  private static final String SECRET = "a secret of tests, long enough to be one";

  @Test
  void hasDefaultsForAllButTheSecret() throws Exception {
    var configuration = configuration(Map.of("LIKENESS_MASTER_SECRET", SECRET));

    assertThat(Role.values()).allMatch(configuration::plays);
    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(configuration.kafka().registryUrl())
        .isEqualTo("http://127.0.0.1:8081/apis/ccompat/v7");
    assertThat(configuration.addresses())
        .isEqualTo(
            new IngestConfiguration.AddressSection(
                URI.create("http://127.0.0.1:8080"),
                URI.create("http://127.0.0.1:8083"),
                "127.0.0.1:8280"));
    assertThat(configuration.files())
        .isEqualTo(
            new IngestConfiguration.FilesSection(
                Path.of(".likeness/blobs"),
                Path.of(".likeness/state"),
                "",
                "",
                DataSize.gibibytes(100),
                io.dropwizard.util.Duration.minutes(10)));
    assertThat(configuration.masterSecret().value()).isEqualTo(SECRET);
    assertThat(configuration.scheduler().partitions()).isEqualTo(6);
    assertThat(configuration.scheduler().pool()).isEqualTo("default");
    assertThat(configuration.scheduler().standbys()).isZero();
    assertThat(configuration.scheduler().rules()).isEqualTo(SchedulerRules.DEFAULTS);
    Catalogue catalogue = CatalogueFile.read();
    PriceList prices = PriceFile.read(configuration.files().pricesFile(), catalogue);
    assertThat(configuration.intake().policy(catalogue, prices, PromptPolicy.NONE))
        .isEqualTo(
            new IntakePolicy(
                catalogue,
                prices,
                PromptPolicy.NONE,
                ImageLimits.STANDARD,
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(20)));
    assertThat(configuration.intake().largestBodyBytes()).isEqualTo(64 << 20);
    assertThat(configuration.intake().bodiesInMemory()).isEqualTo(DataSize.mebibytes(64));
    assertThat(configuration.fetch().imageRanges()).isEmpty();
    assertThat(configuration.fetch().limits(7).maxBodyBytes()).isEqualTo(7);
    assertThat(configuration.rates().rate()).isEqualTo(new RequestRate(50, 200));
    assertThat(port(configuration)).isEqualTo(8080);
  }

  @Test
  void takesEverySettingFromTheEnvironment() throws Exception {
    var configuration =
        configuration(
            Map.ofEntries(
                Map.entry("LIKENESS_INGEST_ROLES", "topic"),
                Map.entry("LIKENESS_KAFKA_BOOTSTRAP", "kafka:1"),
                Map.entry("LIKENESS_REGISTRY_URL", "http://registry:2"),
                Map.entry("LIKENESS_PUBLIC_URL", "https://api.example"),
                Map.entry("LIKENESS_CALLBACK_URL", "http://callback:3"),
                Map.entry("LIKENESS_HOST", "me"),
                Map.entry("LIKENESS_INGEST_INTERNAL_PORT", "5"),
                Map.entry("LIKENESS_BLOB_ROOT", "/blobs"),
                Map.entry("LIKENESS_STATE_DIR", "/state"),
                Map.entry("LIKENESS_MASTER_SECRET", SECRET),
                Map.entry("LIKENESS_PARTITIONS", "12"),
                Map.entry("LIKENESS_RATE_PER_SECOND", "0.5"),
                Map.entry("LIKENESS_RATE_BURST", "2"),
                Map.entry("LIKENESS_POOL", "a100"),
                Map.entry("LIKENESS_STANDBYS", "1"),
                Map.entry("LIKENESS_RELEASE_WINDOW", "4"),
                Map.entry("LIKENESS_START_WITHIN", "1h"),
                Map.entry("LIKENESS_SILENT_AFTER", "45s"),
                Map.entry("LIKENESS_REMEMBER_FOR", "7d"),
                Map.entry("LIKENESS_RETRY_DELAYS", "100ms"),
                Map.entry("LIKENESS_FETCH_DELAYS", "50ms, 90ms"),
                Map.entry("LIKENESS_FETCHED_WITHIN", "2m"),
                Map.entry("LIKENESS_STORAGE_QUOTA", "2TiB"),
                Map.entry("LIKENESS_STORAGE_UPKEEP_EVERY", "1m"),
                Map.entry("LIKENESS_PRICES_FILE", "/prices.yml"),
                Map.entry("LIKENESS_PROMPT_POLICY", "/policy.yml"),
                Map.entry("LIKENESS_TRAINING_DEADLINE", "3h"),
                Map.entry("LIKENESS_JOB_DEADLINE", "2h"),
                Map.entry("LIKENESS_SYNC_LIMIT", "30s"),
                Map.entry("LIKENESS_ALLOWED_IMAGE_RANGES", "127.0.0.0/8, ::1/128"),
                Map.entry("LIKENESS_ALLOWED_CALLBACK_RANGES", "10.0.0.0/8"),
                Map.entry("LIKENESS_INGEST_PORT", "6")));

    assertThat(configuration.plays(Role.TOPIC)).isTrue();
    assertThat(configuration.plays(Role.HTTP)).isFalse();
    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("kafka:1");
    assertThat(configuration.kafka().registryUrl()).isEqualTo("http://registry:2");
    assertThat(configuration.addresses())
        .isEqualTo(
            new IngestConfiguration.AddressSection(
                URI.create("https://api.example"), URI.create("http://callback:3"), "me:5"));
    assertThat(configuration.files())
        .isEqualTo(
            new IngestConfiguration.FilesSection(
                Path.of("/blobs"),
                Path.of("/state"),
                "/prices.yml",
                "/policy.yml",
                DataSize.tebibytes(2),
                io.dropwizard.util.Duration.minutes(1)));
    assertThat(configuration.rates().rate()).isEqualTo(new RequestRate(0.5, 2));
    assertThat(configuration.scheduler().partitions()).isEqualTo(12);
    assertThat(configuration.scheduler().pool()).isEqualTo("a100");
    assertThat(configuration.scheduler().standbys()).isEqualTo(1);
    assertThat(configuration.scheduler().rules())
        .isEqualTo(
            new SchedulerRules(
                new BackoffSchedule(List.of(Duration.ofMillis(100)), 0.2),
                Duration.ofHours(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(45),
                Duration.ofDays(7),
                new BackoffSchedule(List.of(Duration.ofMillis(50), Duration.ofMillis(90)), 0.2),
                Duration.ofMinutes(2),
                4,
                64));
    assertThat(configuration.intake().asyncDeadline().toJavaDuration()).hasHours(2);
    assertThat(configuration.intake().trainingDeadline().toJavaDuration()).hasHours(3);
    assertThat(configuration.intake().syncLimit().toJavaDuration()).hasSeconds(30);
    assertThat(configuration.fetch().imageRanges()).containsExactly("127.0.0.0/8", "::1/128");
    assertThat(configuration.fetch().callbackRanges()).containsExactly("10.0.0.0/8");
    assertThat(port(configuration)).isEqualTo(6);
  }

  @Test
  void refusesToStartWithoutASecretThatNobodyGuesses() throws Exception {
    for (Map<String, String> settings :
        List.of(
            Map.<String, String>of(), // as for commands
            Map.of("LIKENESS_MASTER_SECRET", ""),
            Map.of("LIKENESS_MASTER_SECRET", "unused"))) {
      IngestConfiguration configuration = configuration(settings);

      assertThatThrownBy(configuration::masterSecret)
          .hasMessageContaining("LIKENESS_MASTER_SECRET")
          .hasMessageContaining("openssl rand -hex 32");
    }
  }

  @Test
  void onlyThePublicPortIsReachedFromOutsideUnlessMoreIsSaid() throws Exception {
    var settings =
        new HashMap<>(Map.of("LIKENESS_MASTER_SECRET", SECRET, "LIKENESS_BIND_HOST", "0.0.0.0"));
    assertThat(bindHosts(settings)).containsExactly("0.0.0.0", "127.0.0.1", "127.0.0.1");

    settings.put("LIKENESS_INTERNAL_BIND_HOST", "10.0.0.1");
    settings.put("LIKENESS_ADMIN_BIND_HOST", "10.0.0.2");
    assertThat(bindHosts(settings)).containsExactly("0.0.0.0", "10.0.0.1", "10.0.0.2");
  }

  @Test
  void oneAccountFindsRoomForALargeBodyAndNeverTakesAllThreads() throws Exception {
    var configuration = configuration(Map.of("LIKENESS_MASTER_SECRET", SECRET));
    var server = (DefaultServerFactory) configuration.getServerFactory();

    assertThat(configuration.edge().requests()).isLessThan(server.getMaxThreads());
    assertThat(configuration.bodies().onDisk())
        .isGreaterThanOrEqualTo(4L * configuration.bodies().largest());
  }

  /** Public, internal, admin. */
  private static List<String> bindHosts(Map<String, String> settings) throws Exception {
    var server = (DefaultServerFactory) configuration(settings).getServerFactory();
    return Stream.concat(
            server.getApplicationConnectors().stream(), server.getAdminConnectors().stream())
        .map(connector -> ((HttpConnectorFactory) connector).getBindHost())
        .toList();
  }

  private static int port(IngestConfiguration configuration) {
    var server = (DefaultServerFactory) configuration.getServerFactory();
    return ((HttpConnectorFactory) server.getApplicationConnectors().getFirst()).getPort();
  }

  private static IngestConfiguration configuration(Map<String, String> settings) throws Exception {
    return new YamlConfigurationFactory<>(
            IngestConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "test")
        .build(ServiceSettings.from(settings), "ingest.yml");
  }
}
