package dev.likeness.bench.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.bench.pipeline.Scenario.Trouble;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The web servers of fifty customers, each at a loopback address of its own. They know what came
 * and when. Thread safe, but for one scenario at a time.
 */
final class WebhookEndpoints implements AutoCloseable {
  /** All of them, of which the first is the one that may be silent. */
  static final int COUNT = 50;

  private static final int SILENT = 0;
  private static final int REFUSED_OF = 20;
  private static final int TAKEN = 204;
  private static final int UNAVAILABLE = 503;
  private static final int BACKLOG = 1_000;

  /** Pause between two looks, so that looking does not take the processor from the load. */
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  /** Longer than a second wait before a webhook is tried again. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(45).toNanos();

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Round round = new Round(Trouble.NONE);

  /** A webhook that was taken: when first, and how often. */
  record Arrival(long at, int times) {
    Arrival again(Arrival other) {
      return new Arrival(Math.min(at, other.at), times + other.times);
    }
  }

  /** What came since the begin of a scenario. */
  private static final class Round {
    private final Trouble trouble;
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger firsts = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile long lastAt = System.nanoTime();

    private Round(Trouble trouble) {
      this.trouble = trouble;
    }

    private boolean refuses(String jobId) {
      return trouble == Trouble.SOME_REFUSED_FIRST
          && seen.add(jobId)
          && firsts.incrementAndGet() % REFUSED_OF == 0
          && refused.add(jobId);
    }
  }

  WebhookEndpoints() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      int endpoint = i;
      var server = HttpServer.create(new InetSocketAddress("127.77.2." + (i + 1), 0), BACKLOG);
      server.setExecutor(threads);
      server.createContext("/", exchange -> take(endpoint, exchange));
      server.start();
      servers.add(server);
    }
  }

  /** Where the webhook of a request goes. */
  String url(int number) {
    InetSocketAddress address = servers.get(number % COUNT).getAddress();
    return "http://" + address.getHostString() + ":" + address.getPort() + "/webhook";
  }

  /** Forgets what came, and lets go of those that wait. */
  void begin(Trouble trouble) {
    Round before = round;
    round = new Round(trouble);
    before.end.countDown();
  }

  /** Whether a request's webhook goes to an endpoint that will not take it. */
  boolean silent(int number) {
    return round.trouble == Trouble.ONE_ENDPOINT_SILENT && number % COUNT == SILENT;
  }

  /** Whether the webhook was refused when it first came. */
  boolean refused(String jobId) {
    return round.refused.contains(jobId);
  }

  Optional<Arrival> of(String jobId) {
    return Optional.ofNullable(round.arrivals.get(jobId));
  }

  /** Waits until all have come, or for long nothing has; returns those that have not come. */
  Set<String> await(Set<String> jobIds) {
    var awaited = new HashSet<>(jobIds);
    round.lastAt = System.nanoTime();
    awaited.removeIf(round.arrivals::containsKey);
    while (!awaited.isEmpty() && System.nanoTime() - round.lastAt < SILENCE_NANOS) {
      LockSupport.parkNanos(LOOK_NANOS);
      awaited.removeIf(round.arrivals::containsKey);
    }
    return awaited;
  }

  @Override
  public void close() {
    begin(Trouble.NONE);
    servers.forEach(server -> server.stop(0));
    threads.close();
  }

  private void take(int endpoint, HttpExchange exchange) throws IOException {
    Round now = round;
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (now.trouble == Trouble.ONE_ENDPOINT_SILENT && endpoint == SILENT) {
        now.end.await();
        return;
      }
      String jobId = JobIds.in(body);
      if (now.refuses(jobId)) {
        exchange.sendResponseHeaders(UNAVAILABLE, -1);
        return;
      }
      long at = System.nanoTime();
      now.arrivals.merge(jobId, new Arrival(at, 1), Arrival::again);
      now.lastAt = at;
      exchange.sendResponseHeaders(TAKEN, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
