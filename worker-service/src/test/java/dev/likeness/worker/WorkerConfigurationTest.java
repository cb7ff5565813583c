package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.worker.WorkerConfiguration.DeviceSection;
import dev.likeness.worker.WorkerConfiguration.SafetySection;
import dev.likeness.worker.kafka.LeaseSection;
import dev.likeness.worker.kafka.StatusSection;
import io.dropwizard.configuration.ConfigurationValidationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigurationTest {

  @Test
  void hasDefaultsForEverything() throws Exception {
    var configuration = configuration(Map.of());

    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(configuration.kafka().registryUrl())
        .isEqualTo("http://127.0.0.1:8081/apis/ccompat/v7");
    assertThat(configuration.blobRoot()).isEqualTo(".likeness/blobs");
    assertThat(configuration.workerId()).isEmpty();
    assertThat(configuration.lease()).isEqualTo(new LeaseSection("default", 3, 15, 30));
    assertThat(configuration.device())
        .isEqualTo(new DeviceSection("false", 0, 8192, 0, true, 120, 8));
    assertThat(configuration.status()).isEqualTo(new StatusSection(5));
    assertThat(configuration.safety()).isEqualTo(new SafetySection("", 0));
    assertThat(configuration.images().heic()).isTrue();
    assertThat(configuration.packs().paths()).isEmpty();
    assertThat(configuration.packs().allowNoncommercial()).isFalse();
    assertThat(configuration.packs().watchSeconds()).isZero();
    assertThat(adminPort(configuration)).isEqualTo(8182);
  }

  @Test
  void takesEverySettingFromTheEnvironment() throws Exception {
    var configuration =
        configuration(
            Map.ofEntries(
                Map.entry("LIKENESS_KAFKA_BOOTSTRAP", "kafka:1"),
                Map.entry("LIKENESS_REGISTRY_URL", "http://registry:2"),
                Map.entry("LIKENESS_BLOB_ROOT", "/blobs"),
                Map.entry("LIKENESS_WORKER_ID", "gpu-7"),
                Map.entry("LIKENESS_POOL", "a100"),
                Map.entry("LIKENESS_WORKER_SLOTS", "3"),
                Map.entry("LIKENESS_WORKER_LOCK_SECONDS", "60"),
                Map.entry("LIKENESS_WORKER_DRAIN_SECONDS", "0"),
                Map.entry("LIKENESS_WORKER_STATUS_SECONDS", "2"),
                Map.entry("LIKENESS_SAFETY_PACK", "/packs/safety"),
                Map.entry("LIKENESS_SAFETY_THRESHOLD", "0.8"),
                Map.entry("LIKENESS_WORKER_HEIC", "false"),
                Map.entry("LIKENESS_WORKER_PACKS", "/faces" + File.pathSeparator + "/more"),
                Map.entry("LIKENESS_WORKER_ALLOW_NONCOMMERCIAL", "true"),
                Map.entry("LIKENESS_WORKER_PACKS_WATCH_SECONDS", "9"),
                Map.entry("LIKENESS_WORKER_CUDA", "required"),
                Map.entry("LIKENESS_WORKER_CUDA_DEVICE", "1"),
                Map.entry("LIKENESS_WORKER_CUDA_MEMORY_MB", "4096"),
                Map.entry("LIKENESS_WORKER_CPU_THREADS", "4"),
                Map.entry("LIKENESS_WORKER_RUN_LIMIT_SECONDS", "30"),
                Map.entry("LIKENESS_WORKER_MAX_BATCH", "1"),
                Map.entry("LIKENESS_WORKER_ADMIN_PORT", "3")));

    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("kafka:1");
    assertThat(configuration.kafka().registryUrl()).isEqualTo("http://registry:2");
    assertThat(configuration.blobRoot()).isEqualTo("/blobs");
    assertThat(configuration.workerId()).isEqualTo("gpu-7");
    assertThat(configuration.lease()).isEqualTo(new LeaseSection("a100", 3, 60, 0));
    assertThat(configuration.device())
        .isEqualTo(new DeviceSection("required", 1, 4096, 4, true, 30, 1));
    assertThat(configuration.status()).isEqualTo(new StatusSection(2));
    assertThat(configuration.safety()).isEqualTo(new SafetySection("/packs/safety", 0.8));
    assertThat(configuration.images().heic()).isFalse();
    assertThat(configuration.packs().paths()).containsExactly(Path.of("/faces"), Path.of("/more"));
    assertThat(configuration.packs().allowNoncommercial()).isTrue();
    assertThat(configuration.packs().watchSeconds()).isEqualTo(9);
    assertThat(adminPort(configuration)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "LIKENESS_POOL, ''",
    "LIKENESS_WORKER_SLOTS, 0",
    "LIKENESS_WORKER_LOCK_SECONDS, 14",
    "LIKENESS_WORKER_LOCK_SECONDS, 61",
    "LIKENESS_WORKER_DRAIN_SECONDS, -1",
    "LIKENESS_WORKER_STATUS_SECONDS, 0",
    "LIKENESS_SAFETY_THRESHOLD, 1.1",
    "LIKENESS_WORKER_CUDA, perhaps",
    "LIKENESS_WORKER_CUDA_MEMORY_MB, 255",
    "LIKENESS_WORKER_RUN_LIMIT_SECONDS, 0",
    "LIKENESS_WORKER_PACKS_WATCH_SECONDS, -1",
    "LIKENESS_WORKER_MAX_BATCH, 0",
    "LIKENESS_BLOB_ROOT, ''"
  })
  void refusesWhatCannotWork(String name, String value) {
    assertThatExceptionOfType(ConfigurationValidationException.class)
        .isThrownBy(() -> configuration(Map.of(name, value)));
  }

  private static int adminPort(WorkerConfiguration configuration) {
    var server = (DefaultServerFactory) configuration.getServerFactory();
    return ((HttpConnectorFactory) server.getAdminConnectors().getFirst()).getPort();
  }

  private static WorkerConfiguration configuration(Map<String, String> settings) throws Exception {
    return new YamlConfigurationFactory<>(
            WorkerConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "test")
        .build(ServiceSettings.from(settings), "worker.yml");
  }
}
