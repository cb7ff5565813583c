package dev.likeness.ingest.http;

import dev.likeness.ingest.intake.Admission;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.InputStream;

/**
 * Takes in the body of a request for a job, reads it and admits it. When this returns the body is
 * out of memory and off the disk again, however long its caller goes on to wait. Thread safe; calls
 * block.
 */
final class JobRequests {
  private final Uploads uploads;
  private final BodyRoom room;
  private final BodyReader bodies;
  private final JobIntake intake;

  JobRequests(Uploads uploads, BodyRoom room, BodyReader bodies, JobIntake intake) {
    this.uploads = uploads;
    this.room = room;
    this.bodies = bodies;
    this.intake = intake;
  }

  /** A job that is durable, and whether its caller waits for it. */
  record Taken(Admission.Accepted accepted, boolean async) {}

  /**
   * @throws RefusalException if there is no job
   */
  Taken take(
      RequestShape shape,
      String account,
      HttpServletRequest call,
      ContainerRequestContext context,
      InputStream body) {
    try (var upload = uploads.receive(account, body, call.getContentLengthLong());
        var _ = room.take(account, upload.bytes())) {
      BodyFields fields = bodies.read(upload.content(), shape.fields(), shape.elsewhere());
      EdgeHeaders.note(
          context,
          fields.ignored(),
          shape.fields().containsKey("output_format") && !fields.has("output_format"));
      StudioRequest request =
          StudioRequest.of(
              shape, fields, IdempotencyKey.of(call, fields.text("client_request_id")));
      return switch (intake.admit(request.by(account, RequestIds.current()))) {
        case Admission.Refused refused -> throw new RefusalException(refused.refusal());
        case Admission.Accepted accepted -> new Taken(accepted, request.async());
      };
    }
  }
}
