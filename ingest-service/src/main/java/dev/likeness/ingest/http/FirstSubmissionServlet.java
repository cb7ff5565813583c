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

/**
 * Answers other instances of this service, on the admin port, which customers do not reach: {@code
 * GET /internal/first-submissions?job=&partition=&offset=&millis=&anywhere=}. The answer is a line
 * of text, fingerprint and epoch millisecond; 503 means not known in time.
 */
public final class FirstSubmissionServlet extends HttpServlet {
  /** Where it is served, on the admin port. */
  public static final String PATH = "/internal/first-submissions";

  private static final long serialVersionUID = 1;

  private final transient FirstSubmissions here;
  private final transient FirstSubmissions anywhere;

  /**
   * @param here knows what this instance knows
   * @param anywhere knows what any instance knows
   */
  public FirstSubmissionServlet(FirstSubmissions here, FirstSubmissions anywhere) {
    this.here = here;
    this.anywhere = anywhere;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      var asked = Boolean.parseBoolean(request.getParameter("anywhere")) ? anywhere : here;
      FirstSubmission first =
          asked.await(
              new JobId(request.getParameter("job")),
              new LogPosition(
                  Integer.parseInt(request.getParameter("partition")),
                  Long.parseLong(request.getParameter("offset"))),
              Duration.ofMillis(Long.parseLong(request.getParameter("millis"))));
      response.setContentType("text/plain");
      response.getWriter().print(first.fingerprint() + " " + first.createdAt().toEpochMilli());
    } catch (RefusalException e) {
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    } catch (IllegalArgumentException e) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
  }
}
