package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.Sha256;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.worker.starter.SafetyPack;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Pool;
import dev.likeness.worker.testing.Scenes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose packs change while attempts come from the real broker. */
@ExtendWith(KafkaExtension.class)
class HotReloadIT {
  private static final int JOBS = 3;

  @TempDir private Path folder;

  private final KafkaEndpoint kafka;
  private Path pack = Path.of("");

  HotReloadIT(KafkaEndpoint kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void prepare() throws IOException {
    pack = folder.resolve("safety");
    SafetyPack.write(pack, SafetyPack.parameters(0.9), "1");
    new FileSystemBlobStore(folder)
        .put(Attempts.INPUT, ImageFiles.file(Scenes.house(200, 150), "jpg"));
  }

  @Test
  void losesNoJobWhilePacksAreReplaced() throws Exception {
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
        var service = start(pool, Map.of());
        var http = HttpClient.newHttpClient()) {
      Map<JobAttempt, String> digests = new HashMap<>();
      List<JobAttempt> all = new ArrayList<>();
      for (String version : List.of("2", "3", "4")) {
        all.addAll(release(pool, JOBS));
        SafetyPack.write(pack, SafetyPack.parameters(0.9), version);
        var answer = reload(http, service);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("starter", "red-alert " + version);
        eventually().until(() -> served(pool).contains("red-alert " + version));

        List<JobAttempt> after = release(pool, JOBS);
        after.forEach(attempt -> digests.put(attempt, digest()));
        all.addAll(after);
      }

      for (JobAttempt attempt : all) {
        eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());
      }
      eventually().until(pool::isWorkedOff);
      assertThat(all)
          .allSatisfy(
              attempt -> {
                assertThat(pool.events(attempt, AttemptSucceeded.class)).hasSize(1);
                assertThat(pool.events(attempt, AttemptFailed.class)).isEmpty();
              });
      digests.forEach(
          (attempt, digest) ->
              assertThat(
                      pool.events(attempt, AttemptSucceeded.class)
                          .getFirst()
                          .getOutcome()
                          .getModels())
                  .extracting(ModelUsed::getSha256)
                  .contains(digest));
    }
  }

  @Test
  void servesOnWithWhatItHasWhenTheNewPackIsBroken() throws Exception {
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
        var service = start(pool, Map.of());
        var http = HttpClient.newHttpClient()) {
      Files.write(pack.resolve("red.onnx"), new byte[] {1, 2, 3});

      var answer = reload(http, service);

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("red-alert", "red.onnx is damaged");
      JobAttempt attempt = release(pool, 1).getFirst();
      eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());
      assertThat(served(pool)).containsExactly("starter", "red-alert 1");
    }
  }

  @Test
  void noticesAChangedPackByItself() throws Exception {
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
        var _ = start(pool, Map.of("LIKENESS_WORKER_PACKS_WATCH_SECONDS", "1"))) {
      eventually().until(() -> served(pool).contains("red-alert 1"));

      SafetyPack.write(pack, SafetyPack.parameters(0.9), "2");

      eventually().until(() -> served(pool).contains("red-alert 2"));
    }
  }

  private RunningService start(Pool pool, Map<String, String> more) throws Exception {
    var settings =
        new HashMap<>(
            Map.of(
                "LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers(),
                "LIKENESS_REGISTRY_URL", kafka.registryUrl(),
                "LIKENESS_BLOB_ROOT", folder.toString(),
                "LIKENESS_POOL", pool.name(),
                "LIKENESS_WORKER_ID", pool.name(),
                "LIKENESS_WORKER_HEIC", "false",
                "LIKENESS_WORKER_STATUS_SECONDS", "5",
                "LIKENESS_WORKER_ADMIN_PORT", "0",
                "LIKENESS_SAFETY_PACK", pack.toString()));
    settings.putAll(more);
    return RunningService.start(f -> new WorkerApplication(settings, f), "worker.yml");
  }

  private static List<JobAttempt> release(Pool pool, int count) throws Exception {
    List<JobAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      JobAttempt attempt = Attempts.enhance(now, now.plusSeconds(120));
      pool.release(attempt);
      attempts.add(attempt);
    }
    return attempts;
  }

  private String digest() {
    try {
      return Sha256.hex(Files.readAllBytes(pack.resolve("red.onnx")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> served(Pool pool) throws InterruptedException {
    return pool.status(pool.name()).stream()
        .flatMap(status -> status.getPacks().stream())
        .map(HotReloadIT::name)
        .toList();
  }

  private static String name(LoadedPack pack) {
    return pack.getName().equals("starter") ? "starter" : pack.getName() + " " + pack.getVersion();
  }

  private static HttpResponse<String> reload(HttpClient http, RunningService service)
      throws Exception {
    var request =
        HttpRequest.newBuilder(service.adminUrl().resolve("/tasks/reload-packs"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static ConditionFactory eventually() {
    return await().pollInSameThread().atMost(Duration.ofSeconds(40));
  }
}
