package dev.likeness.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.local.WebhookReceiver.Received;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A customer who sends one photo, waits for the webhook, checks it, and looks at the result. */
final class Demo {
  private static final URI ENHANCE = URI.create("/v1/phota/enhance");
  private static final URI WEBHOOK_SECRET = URI.create("/v1/phota/webhook-secret");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final long BETWEEN_LOOKS_MILLIS = 100;
  private static final List<String> STAGES = List.of("fetch", "decode", "model", "encode", "store");

  private final LocalStack stack;
  private final Path results;

  /**
   * @param results where the picture of before and after goes
   */
  Demo(LocalStack stack, Path results) {
    this.stack = stack;
    this.results = results;
  }

  /** Whether the photo came back better, with a webhook that is genuine. */
  boolean run(Optional<Path> photo) throws IOException, InterruptedException {
    byte[] before = photo.isPresent() ? Files.readAllBytes(photo.get()) : DemoPhoto.jpeg();
    try (var receiver = new WebhookReceiver();
        var api = new ApiClient(stack.url(), stack.apiKey())) {
      URI pollUrl = submit(api, before, photo, receiver.url());
      JsonNode finished = follow(api, pollUrl);
      if (!finished.path("status").asText().equals("SUCCEEDED")) {
        System.out.println(
            "the job ended as " + finished.path("status").asText() + ": " + finished.path("error"));
        return false;
      }
      boolean genuine = checkWebhook(api, receiver);
      byte[] after = api.download(URI.create(finished.at("/result/download_urls/0").asText()));
      Path picture = results.resolve("before-after.jpg");
      SideBySide.write(upright(before), after, picture);
      printTimeline(api.get(pollUrl));
      System.out.println("before (left) and after (right) are in " + picture);
      return genuine;
    }
  }

  /** As people see it: cameras turn the picture by a note in the file, which ImageIO ignores. */
  private static byte[] upright(byte[] image) {
    try (Photo photo = new ImageDecoder(DecodeLimits.standard()).decode(image)) {
      return new ImageEncoder().encode(photo, ImageFormat.JPEG);
    }
  }

  private static URI submit(ApiClient api, byte[] before, Optional<Path> photo, URI callback)
      throws IOException, InterruptedException {
    String name = photo.map(Path::toString).orElse("a photo drawn for this demo");
    System.out.printf("submitting %s (%d kB) to %s%n", name, before.length / 1024, ENHANCE);
    long begin = System.nanoTime();
    JsonNode accepted =
        api.post(
            ENHANCE,
            Map.of(
                "image",
                Base64.getEncoder().encodeToString(before),
                "async",
                true,
                "response_mode",
                "urls",
                "output_format",
                "jpg",
                "callback_url",
                callback.toString()));
    System.out.printf(
        "  accepted in %d ms: job %s%n",
        (System.nanoTime() - begin) / 1_000_000, accepted.path("job_id").asText());
    return URI.create(accepted.path("poll_url").asText());
  }

  /** Polls until the job has ended, drawing its progress. */
  private static JsonNode follow(ApiClient api, URI pollUrl)
      throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(LIMIT);
    var bar = new ProgressBar(System.out);
    while (Instant.now().isBefore(limit)) {
      JsonNode job = api.get(pollUrl);
      bar.show(
          job.path("status").asText(),
          job.at("/progress/stage").asText(""),
          job.at("/progress/fraction").asDouble());
      if (!job.path("finished_at").isNull() && !job.path("finished_at").isMissingNode()) {
        bar.end();
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS); // often, so that the bar moves
    }
    throw new IOException("the job did not end within " + LIMIT.toSeconds() + " s");
  }

  private static boolean checkWebhook(ApiClient api, WebhookReceiver receiver)
      throws IOException, InterruptedException {
    Optional<Received> webhook = receiver.await(30);
    if (webhook.isEmpty()) {
      System.out.println("no webhook came within 30 s");
      return false;
    }
    boolean genuine = webhook.get().isSignedWith(api.get(WEBHOOK_SECRET).path("secret").asText());
    JsonNode body = new ObjectMapper().readTree(webhook.get().body());
    System.out.printf(
        "webhook came: job %s, sequence %d, signature %s%n",
        body.path("status").asText(),
        body.path("sequence").asLong(),
        genuine ? "verified" : "WRONG");
    return genuine;
  }

  private static void printTimeline(JsonNode job) {
    Instant created = Instant.parse(job.path("created_at").asText());
    System.out.println("timeline, from the moment the job was accepted");
    printMoment(created, "accepted", job.path("created_at"));
    for (JsonNode attempt : job.path("attempts")) {
      String number = "attempt " + attempt.path("attempt_number").asInt();
      printMoment(created, number + " released to the workers", attempt.path("released_at"));
      printMoment(
          created,
          number + " started on " + attempt.path("worker_id").asText(),
          attempt.path("started_at"));
    }
    String stages =
        STAGES.stream()
            .map(stage -> stage + " " + job.at("/timings/" + stage + "_ms").asLong())
            .collect(Collectors.joining(", "));
    System.out.println("              of that, in ms: " + stages);
    printMoment(
        created, job.path("status").asText().toLowerCase(Locale.ROOT), job.path("finished_at"));
    for (JsonNode attempt : job.at("/callback/attempts")) {
      printMoment(
          created,
          "webhook " + attempt.path("outcome").asText().toLowerCase(Locale.ROOT),
          attempt.path("at"));
    }
    System.out.println("cost: $" + job.at("/cost/charged_usd").asText());
  }

  private static void printMoment(Instant created, String what, JsonNode at) {
    if (at.isTextual()) {
      long millis = Duration.between(created, Instant.parse(at.asText())).toMillis();
      System.out.printf("  %+6d ms  %s%n", millis, what);
    }
  }
}
