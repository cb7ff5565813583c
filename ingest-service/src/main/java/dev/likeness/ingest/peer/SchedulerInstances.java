package dev.likeness.ingest.peer;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.streams.OtherInstances;
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
 * Asks other instances of this service, at their admin ports, for the first submission of a job.
 * Thread safe.
 */
public final class SchedulerInstances implements OtherInstances {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerInstances.class);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final HttpClient client;

  public SchedulerInstances(HttpClient client) {
    this.client = client;
  }

  @Override
  public Optional<FirstSubmission> ask(String host, int port, Question question) {
    return ask(URI.create("http://" + host + ":" + port), question, false);
  }

  /**
   * What any scheduler knows, asked of the one at {@code base}: for an instance that is none
   * itself.
   */
  public FirstSubmissions through(URI base) {
    return (job, passed, limit) ->
        ask(base, new Question(job, passed, limit), true)
            .orElseThrow(
                () ->
                    new RefusalException(
                        FailureCode.UNAVAILABLE,
                        "The request could not be compared with an earlier one in time; send it"
                            + " again with the same client_request_id."));
  }

  private Optional<FirstSubmission> ask(URI base, Question question, boolean anywhere) {
    String path =
        "/internal/first-submissions?job=%s&partition=%d&offset=%d&millis=%d&anywhere=%s"
            .formatted(
                question.job(),
                question.passed().partition(),
                question.passed().offset(),
                question.limit().toMillis(),
                anywhere);
    var request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(question.limit().plus(GRACE)).build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? parsed(answer.body()) : Optional.empty();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("instance", base.getAuthority())
          .setCause(e)
          .log("another instance does not answer");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
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
