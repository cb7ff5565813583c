package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.ImageHeader;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ServedOperation;
import dev.likeness.schema.v1.WorkerStatus;
import dev.likeness.worker.starter.SafetyPack;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.HeicFiles;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Pool;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker with its models, between the real broker and a folder of blobs. */
@ExtendWith(KafkaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerApplicationIT {
  private final KafkaEndpoint kafka;

  /** Of {@link #service}: the worker for what needs none of its own. */
  private final Pool pool;

  private Path folder;
  private RunningService service;

  WorkerApplicationIT(KafkaEndpoint kafka) throws Exception {
    this.kafka = kafka;
    this.pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    service = RunningService.start(f -> new WorkerApplication(settings(pool), f), "worker.yml");
  }

  @AfterAll
  void stop() throws Exception {
    service.close();
    pool.close();
  }

  @Test
  void enhancesPhotosAndTellsHowItIs() throws Exception {
    var blobs = new FileSystemBlobStore(folder);
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
        var service =
            RunningService.start(f -> new WorkerApplication(settings(pool), f), "worker.yml");
        var http = HttpClient.newHttpClient()) {
      blobs.put(Attempts.INPUT, ImageFiles.file(Scenes.badlyTaken(Scenes.house(400, 300)), "jpg"));
      JobAttempt good = attempt();
      pool.release(good);
      eventually().until(() -> !pool.events(good, AttemptSucceeded.class).isEmpty());
      blobs.put(Attempts.INPUT, new byte[] {1, 2, 3});
      JobAttempt bad = attempt();
      pool.release(bad);
      eventually().until(() -> !pool.events(bad, AttemptFailed.class).isEmpty());
      eventually().until(pool::isWorkedOff);

      var outcome = pool.events(good, AttemptSucceeded.class).getFirst().getOutcome();
      String key = outcome.getOutputs().getFirst().getBlob().getKey();
      assertThat(ImageHeader.of(blobs.read(key).orElseThrow()).format())
          .isEqualTo(ImageFormat.JPEG);
      assertThat(outcome.getTimingsMs())
          .containsOnlyKeys("fetch", "decode", "model", "encode", "store");
      assertThat(pool.events(bad, AttemptFailed.class).getFirst().getFailure().getCode())
          .isEqualTo("INVALID_IMAGE");
      assertThat(get(http, service, "/healthcheck")).contains("\"slots\":{\"healthy\":true");
      assertThat(metrics(http, service))
          .anyMatch(line -> line.startsWith("likeness_attempts_delivered") && line.endsWith(" 1"))
          .anyMatch(line -> line.matches("likeness_attempts_running 0(\\.0)?"));
    }
  }

  @Test
  void readsHeicAndMarksWhatItDelivers() throws Exception {
    var blobs = new FileSystemBlobStore(folder);
    blobs.put(Attempts.INPUT, HeicFiles.grid());
    JobAttempt attempt = attempt();
    pool.release(attempt);
    eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());

    var output =
        pool.events(attempt, AttemptSucceeded.class)
            .getFirst()
            .getOutcome()
            .getOutputs()
            .getFirst();
    assertThat(output.getWidth()).isEqualTo(100);
    assertThat(output.getHeight()).isEqualTo(120);
    byte[] file = blobs.read(output.getBlob().getKey()).orElseThrow();
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .contains("digitalsourcetype/compositeWithTrainedAlgorithmicMedia");
  }

  @Test
  void saysWhatItServesUntilItStops() throws Exception {
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl())) {
      try (var _ =
          RunningService.start(f -> new WorkerApplication(settings(pool), f), "worker.yml")) {
        eventually().until(() -> pool.status(pool.name()).isPresent());
        WorkerStatus first = pool.status(pool.name()).orElseThrow();
        eventually()
            .until(() -> pool.status(pool.name()).orElseThrow().getAt().isAfter(first.getAt()));

        assertThat(first.getPool()).isEqualTo(pool.name());
        assertThat(first.getSlots()).isEqualTo(3);
        assertThat(first.getRunning()).isZero();
        assertThat(first.getIntervalMs()).isEqualTo(1000);
        assertThat(first.getDevice()).isEqualTo("cpu");
        assertThat(first.getPacks()).extracting(LoadedPack::getName).containsExactly("starter");
        assertThat(first.getServes())
            .extracting(ServedOperation::getOperation)
            .containsExactlyInAnyOrder(
                Operation.ENHANCE,
                Operation.EDIT,
                Operation.REMIX,
                Operation.GENERATE,
                Operation.TRAIN);
        assertThat(first.getServes().getFirst().getNote()).contains("does not enlarge");
      }

      assertThat(pool.status(pool.name())).isEmpty();
    }
  }

  @Test
  void failsWhatItCannotDoWithAnAnswerThatSaysWhatToDo() throws Exception {
    JobAttempt generate =
        JobAttempt.newBuilder(attempt())
            .setSpec(Attempts.spec(1).setOperation(Operation.GENERATE).build())
            .build();
    pool.release(generate);
    eventually().until(() -> !pool.events(generate, AttemptFailed.class).isEmpty());

    var failure = pool.events(generate, AttemptFailed.class).getFirst().getFailure();
    assertThat(failure.getCode()).isEqualTo("OPERATION_UNAVAILABLE");
    assertThat(failure.getDetail()).contains("No generator", "name a profile");
  }

  @Test
  void editsByThePrompt() throws Exception {
    var blobs = new FileSystemBlobStore(folder);
    blobs.put(Attempts.INPUT, ImageFiles.file(Scenes.house(400, 300), "jpg"));
    JobAttempt warmer = edit("warmer, crop to 1:1");
    JobAttempt hat = edit("give him a hat");
    pool.release(warmer);
    pool.release(hat);
    eventually().until(() -> !pool.events(warmer, AttemptSucceeded.class).isEmpty());
    eventually().until(() -> !pool.events(hat, AttemptFailed.class).isEmpty());

    assertThat(
            pool.events(warmer, AttemptSucceeded.class)
                .getFirst()
                .getOutcome()
                .getOutputs()
                .getFirst()
                .getHeight())
        .isEqualTo(1024);
    assertThat(pool.events(hat, AttemptFailed.class).getFirst().getFailure().getCode())
        .isEqualTo("EDIT_NOT_UNDERSTOOD");
  }

  private static JobAttempt edit(String prompt) {
    return JobAttempt.newBuilder(attempt())
        .setSpec(Attempts.spec(1).setOperation(Operation.EDIT).setPrompt(prompt).build())
        .build();
  }

  @Test
  void refusesAPhotoThatTheSafetyPackObjectsTo() throws Exception {
    Path pack = folder.resolve("safety");
    SafetyPack.write(pack, SafetyPack.parameters(0.5));
    var blobs = new FileSystemBlobStore(folder);
    try (var pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl())) {
      var settings = new HashMap<>(settings(pool));
      settings.put("LIKENESS_SAFETY_PACK", pack.toString());
      try (var _ = RunningService.start(f -> new WorkerApplication(settings, f), "worker.yml")) {
        blobs.put(Attempts.INPUT, ImageFiles.file(Scenes.house(400, 300), "jpg"));
        JobAttempt good = attempt();
        pool.release(good);
        eventually().until(() -> !pool.events(good, AttemptSucceeded.class).isEmpty());
        blobs.put(Attempts.INPUT, ImageFiles.file(red(), "jpg"));
        JobAttempt bad = attempt();
        pool.release(bad);
        eventually().until(() -> !pool.events(bad, AttemptFailed.class).isEmpty());

        assertThat(pool.events(good, AttemptSucceeded.class).getFirst().getOutcome().getModels())
            .extracting(ModelUsed::getPack)
            .containsExactly("starter", "starter", "red-alert");
        var failure = pool.events(bad, AttemptFailed.class).getFirst().getFailure();
        assertThat(failure.getCode()).isEqualTo("CONTENT_MODERATION");
        assertThat(failure.getDetail()).contains("Input photo 1", "red");
        assertThat(pool.status(pool.name()).orElseThrow().getPacks())
            .extracting(LoadedPack::getName)
            .containsExactly("starter", "red-alert");
      }
    }
  }

  private static BufferedImage red() {
    var image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 400 * 300; i++) {
      image.setRGB(i % 400, i / 400, 0xff2020);
    }
    return image;
  }

  private Map<String, String> settings(Pool pool) {
    return Map.of(
        "LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers(),
        "LIKENESS_REGISTRY_URL", kafka.registryUrl(),
        "LIKENESS_BLOB_ROOT", folder.toString(),
        "LIKENESS_POOL", pool.name(),
        "LIKENESS_WORKER_ID", pool.name(),
        "LIKENESS_WORKER_STATUS_SECONDS", "1",
        "LIKENESS_WORKER_ADMIN_PORT", "0",
        "LIKENESS_WORKER_DRAIN_SECONDS", "5");
  }

  private static JobAttempt attempt() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return Attempts.enhance(now, now.plusSeconds(120));
  }

  private static List<String> metrics(HttpClient http, RunningService service) throws Exception {
    return get(http, service, "/prometheus").lines().toList();
  }

  private static String get(HttpClient http, RunningService service, String path) throws Exception {
    var request = HttpRequest.newBuilder(service.adminUrl().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private static ConditionFactory eventually() {
    return await().pollInSameThread().atMost(Duration.ofSeconds(40));
  }
}
