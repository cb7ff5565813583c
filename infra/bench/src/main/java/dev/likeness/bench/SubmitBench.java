package dev.likeness.bench;

import dev.likeness.bench.OpenLoop.Result;
import dev.likeness.bench.Surroundings.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Asynchronous submit by URL: what a request costs ingest in processor time, next to {@link
 * BareSubmit}, and how fast it is. Goal: at most 1.5 of the baseline's time.
 */
final class SubmitBench implements AutoCloseable {
  static final List<String> JVM =
      List.of("-Xmx400m", "-XX:+UseSerialGC", "-Djava.awt.headless=true");

  private static final String BODY =
      """
      {"image": "https://photos.example.com/2026/11/20/portrait-0042.jpg",
       "prompt": "Brighten the face and keep the evening light.",
       "num_output_images": 1, "output_format": "jpg", "response_mode": "urls", "async": true}
      """;
  private static final int ACCEPTED = 202;
  private static final int WARM_UPS = 4;
  private static final int PAIRS = 21;
  private static final long SEED = 1;
  private static final double PAIR_RATE = 300;
  private static final Duration PAIR_LENGTH = Duration.ofSeconds(3);
  private static final double[] WARM_UP_RATES = {30, 100, 200};
  private static final Duration WARM_UP_LENGTH = Duration.ofSeconds(8);
  private static final double FIRST_RATE = 300;
  private static final double STEP = 1.25;
  private static final Duration STEP_LENGTH = Duration.ofSeconds(5);
  private static final Duration LATENCY_LENGTH = Duration.ofSeconds(20);

  private final Surroundings surroundings;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  SubmitBench(Path directory) throws Exception {
    surroundings = Surroundings.start(directory);
  }

  /** Prints its findings. */
  void run() throws Exception {
    try (var ingest = surroundings.ingest(JVM)) {
      warm(ingest);
      compare(ingest);
      double most = highestRate(ingest);
      Result half = new OpenLoop(most / 2, LATENCY_LENGTH).run(call(ingest));
      System.out.printf(
          Locale.ROOT,
          "submit: at most %.0f requests per second; at %.0f: p50 %.1f ms, p99 %.1f ms, %d of %d"
              + " accepted%n",
          most,
          most / 2,
          half.p50(),
          half.p99(),
          half.good(),
          half.calls());
    }
  }

  private void compare(Server ingest) throws Exception {
    try (var bare = surroundings.bare(JVM)) {
      warm(bare);
      var compared =
          new PairedRuns(WARM_UPS, PAIRS, SEED)
              .compareMeasured(() -> cpuPerRequest(bare), () -> cpuPerRequest(ingest));
      System.out.printf(
          Locale.ROOT,
          "| submit (CPU of a request) | %.3f | %.3f to %.3f | %.3f | %.3f | %d |%n",
          compared.ratio(),
          compared.low(),
          compared.high(),
          compared.baselineMillis(),
          compared.subjectMillis(),
          compared.pairs());
    }
  }

  @Override
  public void close() {
    client.close();
    surroundings.close();
  }

  /** A JVM that has just begun is slow: it may fall behind here. */
  private void warm(Server server) {
    for (double rate : WARM_UP_RATES) {
      var _ = new OpenLoop(rate, WARM_UP_LENGTH).run(call(server));
    }
  }

  private double cpuPerRequest(Server server) throws IOException {
    double before = server.process().cpuMillis();
    Result result = new OpenLoop(PAIR_RATE, PAIR_LENGTH).run(call(server));
    if (result.good() < result.calls()) {
      throw new IllegalStateException("not every request was accepted: " + result);
    }
    return (server.process().cpuMillis() - before) / result.calls();
  }

  /**
   * The highest rate with which the server keeps up; each is a quarter more than the one before.
   */
  private double highestRate(Server server) {
    double rate = FIRST_RATE;
    while (new OpenLoop(rate * STEP, STEP_LENGTH).run(call(server)).keptUpWith(rate * STEP)) {
      rate *= STEP;
    }
    return rate;
  }

  private OpenLoop.Call call(Server server) {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/phota/enhance"))
            .header("X-API-Key", surroundings.apiKey())
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(BODY))
            .build();
    return () -> client.send(request, BodyHandlers.ofByteArray()).statusCode() == ACCEPTED;
  }
}
