package dev.likeness.ingest.peer;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.streams.OtherInstances;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.error.RefusalException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other instances of this service, at their internal ports, for the first submission of a job.
 * Thread safe.
 */
public final class EdgeInstances implements OtherInstances {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeInstances.class);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

  private final HttpClient client;
  private final InternalCalls calls;

  /**
   * @param calls proves to them that one of our services asks
   */
  public EdgeInstances(HttpClient client, InternalCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  @Override
  public Optional<FirstSubmission> await(String host, int port, Question question) {
    String query =
        "job=%s&partition=%d&offset=%d&millis=%d"
            .formatted(
                question.job(),
                question.passed().partition(),
                question.passed().offset(),
                question.limit().toMillis());
    return ask(host, port, query, question.limit()).first();
  }

  @Override
  public Optional<FirstSubmission> known(String host, int port, JobId job) {
    Answer answer = ask(host, port, "job=" + job, KNOWN_WITHIN);
    if (answer.first().isEmpty() && answer.status() != 404) {
      throw unavailable();
    }
    return answer.first();
  }

  /**
   * What came back.
   *
   * @param status of HTTP; 0 if nothing came
   */
  private record Answer(int status, Optional<FirstSubmission> first) {}

  private Answer ask(String host, int port, String query, Duration limit) {
    var base = URI.create("http://" + host + ":" + port);
    var request =
        HttpRequest.newBuilder(base.resolve("/internal/first-submissions?" + query))
            .timeout(limit.plus(GRACE))
            .header(InternalCalls.HEADER, calls.proof())
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.statusCode() == 200 ? parsed(response.body()) : Optional.empty());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("instance", base.getAuthority())
          .setCause(e)
          .log("another instance does not answer");
      return new Answer(0, Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, Optional.empty());
    }
  }

  private static RefusalException unavailable() {
    return new RefusalException(
        FailureCode.UNAVAILABLE,
        "The request could not be compared with an earlier one in time; send it again with the same"
            + " client_request_id.");
  }

  /** Fingerprint and epoch millisecond. */
  private static Optional<FirstSubmission> parsed(String line) {
    int space = line.indexOf(' ');
    return space < 0
        ? Optional.empty()
        : Optional.of(
            new FirstSubmission(
                line.substring(0, space),
                Instant.ofEpochMilli(Long.parseLong(line.substring(space + 1).strip()))));
  }
}
