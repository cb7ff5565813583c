package dev.likeness.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Thousands of hostile requests, derived from the document with a fixed seed: each is answered with
 * a documented status and a body of the documented form, none with a 500, and the service works
 * afterwards as before.
 */
@ExtendWith(ApiStackExtension.class)
@Timeout(300)
class ApiFuzzIT {
  private static final long SEED = 20_261_120;
  private static final int COUNT = 2_000;
  private static final int AT_A_TIME = 24;

  @Test
  void hostileRequestsAreAnsweredAsDocumented(ApiStack stack) throws Exception {
    List<HostileRequests.Hostile> requests = new HostileRequests(stack, SEED).some(COUNT);
    var statuses = new TreeMap<Integer, Integer>();
    var objections = new ArrayList<String>();

    for (Outcome outcome : send(stack, requests)) {
      statuses.merge(outcome.status(), 1, Integer::sum);
      if (!outcome.objection().isEmpty()) {
        objections.add(outcome.objection());
      }
    }

    System.out.printf("fuzz: seed %d, %d requests, answers %s%n", SEED, requests.size(), statuses);
    assertThat(requests).hasSize(COUNT);
    assertThat(objections)
        .as("seed %d, %d requests: %s", SEED, requests.size(), statuses)
        .isEmpty();
    worksAsBefore(stack);
  }

  /**
   * @param status 0 if there was none
   * @param objection empty if there is none
   */
  private record Outcome(int status, String objection) {}

  private static List<Outcome> send(ApiStack stack, List<HostileRequests.Hostile> requests)
      throws Exception {
    var places = new Semaphore(AT_A_TIME);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Outcome>> calls =
          requests.stream()
              .map(
                  request ->
                      (Callable<Outcome>)
                          () -> {
                            places.acquire();
                            try {
                              return send(stack, request);
                            } finally {
                              places.release();
                            }
                          })
              .toList();
      var outcomes = new ArrayList<Outcome>();
      for (Future<Outcome> outcome : executor.invokeAll(calls)) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    }
  }

  private static Outcome send(ApiStack stack, HostileRequests.Hostile hostile) {
    try {
      Optional<RawHttp.Answer> answer = stack.http().send(hostile.request());
      return answer
          .map(got -> new Outcome(got.status(), objection(stack, hostile, got)))
          .orElseGet(() -> new Outcome(0, hostile.what() + ": no answer"));
    } catch (IOException | RuntimeException e) {
      return new Outcome(0, hostile.what() + ": " + e);
    }
  }

  private static String objection(
      ApiStack stack, HostileRequests.Hostile hostile, RawHttp.Answer answer) {
    boolean withoutBody = hostile.request().method().equals("HEAD");
    List<String> objections =
        stack.description().objections(hostile.operation(), answer, withoutBody);
    if (!objections.isEmpty() && !hostile.routed()) {
      objections = stack.description().objectionsToAny(answer, withoutBody);
    }
    if (!objections.isEmpty() && !hostile.routed() && isOfAnotherOperation(stack, answer)) {
      objections = List.of();
    }
    if (answer.status() == 500) {
      objections = List.of("a 500");
    }
    return objections.isEmpty()
        ? ""
        : "%s: %d %s (%s)"
            .formatted(
                hostile.what(),
                answer.status(),
                objections.stream().limit(3).collect(Collectors.joining("; ")),
                new String(
                    answer.body(), 0, Math.min(answer.body().length, 200), StandardCharsets.UTF_8));
  }

  /** A spoilt path can be the right one of another operation. */
  private static boolean isOfAnotherOperation(ApiStack stack, RawHttp.Answer answer) {
    return stack.description().operations().stream()
        .anyMatch(other -> stack.description().objections(other, answer).isEmpty());
  }

  private static void worksAsBefore(ApiStack stack) throws Exception {
    for (Map.Entry<String, URI> admin : stack.stack().adminUrls().entrySet()) {
      var question = new RawHttp.Request("GET", "/healthcheck", List.of(), new byte[0]);
      assertThat(new RawHttp(admin.getValue()).send(question).orElseThrow().status())
          .as(admin.getKey())
          .isEqualTo(200);
    }
    var example =
        requireNonNull(
            stack
                .description()
                .examples(stack.description().operation("enhance"))
                .get("Synchronous"));
    ApiCall.of(stack, "enhance").json(stack.here(example)).expect(200);
  }
}
