package dev.likeness.callback.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.http.ProblemMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Answers that several resources give. */
final class Answers {
  static final int ASK_AGAIN_SECONDS = 1;

  private Answers() {}

  /** 200 with what is true now and for this customer only. */
  static Response.ResponseBuilder fresh(Object body) {
    return Response.ok(body).header(HttpHeaders.CACHE_CONTROL, "private, no-store");
  }

  static Response refused(FailureCode code, String detail) {
    return ProblemMapper.respond(Refusal.of(code, detail), null);
  }

  /** 503: what was asked for cannot be said now. */
  static Response unavailable() {
    Response refusal =
        refused(
            FailureCode.UNAVAILABLE,
            "The state of jobs is not available at the moment; ask again.");
    return Response.fromResponse(refusal)
        .header(HttpHeaders.RETRY_AFTER, ASK_AGAIN_SECONDS)
        .build();
  }
}
