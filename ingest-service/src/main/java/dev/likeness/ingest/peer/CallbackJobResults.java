package dev.likeness.ingest.peer;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.JobResults;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.JobSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of jobs from {@code GET /internal/jobs/{job_id}?account=&wait=<seconds>&until=} of
 * callback-service. While that does not answer, or does not know the job yet, it is asked again, a
 * little later each time. Thread safe.
 */
public final class CallbackJobResults implements JobResults {
  /** The topic name in whose place these records are written. */
  public static final String RECORDS = "internal-jobs";

  private static final Logger LOG = LoggerFactory.getLogger(CallbackJobResults.class);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** The view may answer at once, when it stops or too many wait. */
  private static final Duration SHORTEST_QUESTION = Duration.ofMillis(500);

  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(5);
  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(50), Duration.ofSeconds(2), 8, 0.2);

  private final HttpClient client;
  private final URI callbackUrl;
  private final InternalCalls calls;
  private final Deserializer<JobSnapshot> deserializer;
  private final RandomGenerator random;

  /**
   * @param callbackUrl base of callback-service, without a path
   * @param calls proves to it that one of our services asks
   */
  public CallbackJobResults(
      HttpClient client,
      URI callbackUrl,
      InternalCalls calls,
      Deserializer<JobSnapshot> deserializer,
      RandomGenerator random) {
    this.client = client;
    this.callbackUrl = callbackUrl;
    this.calls = calls;
    this.deserializer = deserializer;
    this.random = random;
  }

  @Override
  public Optional<JobSnapshot> await(String account, JobId job, Duration limit) {
    return await(account, job, limit, "");
  }

  @Override
  public Optional<JobSnapshot> awaitProfileDeletion(String account, JobId job, Duration limit) {
    return await(account, job, limit, "&until=profile_deleted");
  }

  private Optional<JobSnapshot> await(String account, JobId job, Duration limit, String until) {
    long begin = System.nanoTime();
    try {
      for (int asked = 1; ; asked++) {
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        Optional<JobSnapshot> known =
            answer(account, job, left.isNegative() ? Duration.ZERO : left, until).snapshot();
        left = limit.minusNanos(System.nanoTime() - begin);
        if (known.isPresent()) {
          if (!SyncJobs.hasEnded(known.get().getStatus())) {
            sleep(shorter(left, SHORTEST_QUESTION.minusNanos(System.nanoTime() - begin)));
          }
          return known;
        }
        Duration pause = pauseAfter(asked);
        if (pause.compareTo(left) >= 0) {
          sleep(left);
          return Optional.empty();
        }
        sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
  }

  @Override
  public Optional<JobSnapshot> now(String account, JobId job) {
    long begin = System.nanoTime();
    try {
      for (int asked = 1; ; asked++) {
        Answer answer = answer(account, job, Duration.ZERO, "");
        if (answer.snapshot().isPresent() || answer.status() == 404) {
          return answer.snapshot();
        }
        Duration pause = pauseAfter(asked);
        if (pause.compareTo(KNOWN_WITHIN.minusNanos(System.nanoTime() - begin)) >= 0) {
          throw new RefusalException(
              FailureCode.UNAVAILABLE, "The state of jobs cannot be asked now; try again.");
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void sleep(Duration pause) throws InterruptedException {
    if (pause.isPositive()) {
      Thread.sleep(pause);
    }
  }

  private static RefusalException stopping() {
    return new RefusalException(FailureCode.UNAVAILABLE, "The service is stopping; try again.");
  }

  private Duration pauseAfter(int asked) {
    return PAUSES
        .delayAfter(Math.min(asked, PAUSES.attempts() - 1), random::nextDouble)
        .orElse(Duration.ZERO);
  }

  /** Rounded up: with 0 the view answers at once, and the caller would ask it in a circle. */
  private static long wholeSeconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }

  /**
   * What came back.
   *
   * @param status of HTTP; 0 if nothing that can be read came
   */
  private record Answer(int status, Optional<JobSnapshot> snapshot) {}

  private Answer answer(String account, JobId job, Duration wait, String until)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(
                callbackUrl.resolve(
                    "/internal/jobs/"
                        + job
                        + "?account="
                        + account
                        + "&wait="
                        + wholeSeconds(wait)
                        + until))
            .timeout(wait.plus(GRACE))
            .header(InternalCalls.HEADER, calls.proof())
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() == 200) {
        return new Answer(200, Optional.of(deserializer.deserialize(RECORDS, response.body())));
      }
      LOG.atDebug()
          .addKeyValue("jobId", job)
          .addKeyValue("status", response.statusCode())
          .log("the view has no answer yet");
      return new Answer(response.statusCode(), Optional.empty());
    } catch (IOException | SerializationException e) {
      LOG.atWarn().addKeyValue("jobId", job).setCause(e).log("the view cannot be asked");
      return new Answer(0, Optional.empty());
    }
  }
}
