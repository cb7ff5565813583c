package dev.likeness.ingest.http;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.kit.error.RefusalException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers other instances of this service, on the internal port, which customers do not reach:
 * {@code GET /internal/first-submissions?job=&partition=&offset=&millis=}. The answer is a line of
 * text, fingerprint and epoch millisecond; 503 means not known in time. Without {@code partition},
 * the question is what is known now, and 404 means that no such job is.
 */
public final class FirstSubmissionServlet extends HttpServlet {
  /** Where it is served, on the internal port. */
  public static final String PATH = "/internal/first-submissions";

  private static final long serialVersionUID = 1;

  private final transient FirstSubmissions here;

  /**
   * @param here knows what this instance knows
   */
  public FirstSubmissionServlet(FirstSubmissions here) {
    this.here = here;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Optional<FirstSubmission> answer = answer(request);
      if (answer.isEmpty()) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
      FirstSubmission first = answer.get();
      response.setContentType("text/plain");
      response.getWriter().print(first.fingerprint() + " " + first.createdAt().toEpochMilli());
    } catch (RefusalException e) {
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    } catch (IllegalArgumentException e) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
  }

  private Optional<FirstSubmission> answer(HttpServletRequest request) {
    var job = new JobId(request.getParameter("job"));
    String partition = request.getParameter("partition");
    if (partition == null) {
      return here.known(job);
    }
    var passed =
        new LogPosition(
            Integer.parseInt(partition), Long.parseLong(request.getParameter("offset")));
    var limit = Duration.ofMillis(Long.parseLong(request.getParameter("millis")));
    return Optional.of(here.await(job, passed, limit));
  }
}
