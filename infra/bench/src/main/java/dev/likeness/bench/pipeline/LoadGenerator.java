package dev.likeness.bench.pipeline;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of a scenario at their times, whether or not those before have been answered.
 * Where more are unanswered than a client has connections, the next waits for one; its time counts
 * from when it was meant to be made all the same, so a system that falls behind cannot hide it.
 */
final class LoadGenerator implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final int ACCEPTED = 202;

  static {
    // Seconds; less than any server's, which may close a connection just when it is used again.
    System.setProperty("jdk.httpclient.keepalive.timeout", "3");
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Returns when all are answered. */
  List<Submitted> run(Scenario scenario, IntFunction<HttpRequest> requests)
      throws InterruptedException {
    var connections = new Semaphore(CONNECTIONS);
    var calls = new ArrayList<CompletableFuture<Submitted>>();
    long begin = System.nanoTime();
    for (int i = 0; i < scenario.jobs(); i++) {
      int number = i;
      long meantAt = begin + scenario.meantNanos(number);
      awaitNanoTime(meantAt);
      connections.acquire();
      calls.add(
          client
              .sendAsync(requests.apply(number), BodyHandlers.ofString())
              .handle(
                  (answer, _) -> {
                    connections.release();
                    return new Submitted(number, jobId(answer), meantAt, System.nanoTime());
                  }));
    }
    return calls.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    client.close();
  }

  private static String jobId(@Nullable HttpResponse<String> answer) {
    return answer == null || answer.statusCode() != ACCEPTED ? "" : JobIds.in(answer.body());
  }

  private static void awaitNanoTime(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
