package dev.likeness.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * A hundred photos of 10 MB at the same moment, in base64: what memory ingest takes for them, and
 * how many are accepted. Goal: below 768 MB.
 */
final class UploadBench implements AutoCloseable {
  private static final int UPLOADS = 100;
  private static final int PHOTO_BYTES = 10_000_000;
  private static final int ROUNDS = 2;

  private final Surroundings surroundings;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final byte[] shared = Base64.getEncoder().encode(photo());

  UploadBench(Path directory) throws Exception {
    surroundings = Surroundings.start(directory);
  }

  /** Prints its findings. */
  void run() throws Exception {
    try (var ingest = surroundings.ingest(SubmitBench.JVM)) {
      for (int round = 1; round <= ROUNDS; round++) {
        long begin = System.nanoTime();
        List<Answer> answers = uploadAll(ingest.url(), round);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double[] millis = answers.stream().mapToDouble(Answer::millis).sorted().toArray();
        Map<Integer, Long> statuses =
            answers.stream()
                .collect(
                    Collectors.groupingBy(Answer::status, TreeMap::new, Collectors.counting()));
        System.out.printf(
            Locale.ROOT,
            "uploads, round %d: %d of %.0f MB at a time, answers %s in %.1f s (p50 %.1f s, last"
                + " %.1f s), peak memory %d MiB%n",
            round,
            UPLOADS,
            PHOTO_BYTES / 1e6,
            statuses,
            seconds,
            millis[UPLOADS / 2] / 1000,
            Arrays.stream(millis).max().orElse(0) / 1000,
            ingest.process().peakMemoryMebibytes());
      }
    }
  }

  @Override
  public void close() {
    client.close();
    surroundings.close();
  }

  private record Answer(int status, double millis) {}

  private List<Answer> uploadAll(String url, int round) throws Exception {
    var calls = new ArrayList<Callable<Answer>>();
    for (int i = 0; i < UPLOADS; i++) {
      HttpRequest request = request(url, round * UPLOADS + i);
      calls.add(() -> send(request));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Answer>();
      for (var answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /** Status 0 if there was no answer. */
  private Answer send(HttpRequest request) throws InterruptedException {
    long begin = System.nanoTime();
    int status;
    try {
      status = client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      status = 0;
    }
    return new Answer(status, (System.nanoTime() - begin) / 1e6);
  }

  /** Each photo ends with bytes of its own, so that each is stored. */
  private HttpRequest request(String url, int number) {
    byte[] own =
        Base64.getEncoder().encode("%012d".formatted(number).getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create(url + "/v1/phota/enhance"))
        .header("X-API-Key", surroundings.apiKey())
        .header("Content-Type", "application/json")
        .timeout(Duration.ofMinutes(3))
        .POST(
            BodyPublishers.concat(
                BodyPublishers.ofString(
                    "{\"async\": true, \"response_mode\": \"urls\", \"image\": \""),
                BodyPublishers.ofByteArray(shared),
                BodyPublishers.ofByteArray(own),
                BodyPublishers.ofString("\"}")))
        .build();
  }

  /** A JPEG with noise after its end, of a length that is a multiple of three. */
  private static byte[] photo() throws IOException {
    var image = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpg", image);
    var photo = new byte[PHOTO_BYTES / 3 * 3];
    new Random(1).nextBytes(photo);
    System.arraycopy(image.toByteArray(), 0, photo, 0, image.size());
    return photo;
  }
}
