package dev.likeness.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Problem;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where an exception becomes an HTTP answer. What it does not know is a fault of
 * ours: 500, and logged.
 */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
  private static final String OUR_FAULT = "Internal error. Quote the request_id if you report it.";

  @Override
  public Response toResponse(Throwable thrown) {
    return switch (thrown) {
      case RefusalException refused -> respond(refused.refusal(), refused.jobId().orElse(null));
      case JsonProcessingException json -> respond(refusal(json), null);
      case WebApplicationException web
          when web.getCause() instanceof JsonProcessingException json ->
          respond(refusal(json), null);
      case WebApplicationException web -> respond(refusal(web), null);
      default -> {
        LOG.atError()
            .addKeyValue("requestId", RequestIds.current())
            .setCause(thrown)
            .log("request failed");
        yield respond(Refusal.of(FailureCode.INTERNAL, OUR_FAULT), null);
      }
    };
  }

  /** An answer with the one error body. */
  public static Response respond(Refusal refusal, @Nullable String jobId) {
    Object detail = refusal.violations().isEmpty() ? refusal.detail() : refusal.violations();
    return Response.status(refusal.code().httpStatus())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new Problem(refusal.code().name(), detail, RequestIds.current(), jobId))
        .build();
  }

  private static Refusal refusal(WebApplicationException web) {
    int status = web.getResponse().getStatus();
    return switch (status) {
      case 404 -> Refusal.of(FailureCode.NOT_FOUND, "Resource not found.");
      case 405 ->
          Refusal.of(FailureCode.METHOD_NOT_ALLOWED, "This path does not have that method.");
      case 406 ->
          Refusal.of(FailureCode.NOT_ACCEPTABLE, "This path answers with application/json only.");
      case 413 -> Refusal.of(FailureCode.PAYLOAD_TOO_LARGE, "The request body is too large.");
      case 415 ->
          Refusal.of(
              FailureCode.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as application/json (Content-Type header).");
      default -> {
        if (status < 500) {
          yield Refusal.of(FailureCode.INVALID_REQUEST, "The request cannot be read.");
        }
        LOG.atError()
            .addKeyValue("requestId", RequestIds.current())
            .addKeyValue("status", status)
            .setCause(web)
            .log("request failed");
        yield Refusal.of(FailureCode.INTERNAL, OUR_FAULT);
      }
    };
  }

  /** Broken JSON is 400; JSON of another shape than expected is 422 with the place. */
  private static Refusal refusal(JsonProcessingException json) {
    return switch (json) {
      case StreamConstraintsException passed ->
          Refusal.of(FailureCode.INVALID_REQUEST, JsonLimits.told(passed));
      case StreamReadException _ -> {
        var at = json.getLocation();
        String place =
            at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        yield Refusal.of(
            FailureCode.INVALID_REQUEST, "The body is not JSON: the error is" + place + ".");
      }
      case JsonMappingException mapping ->
          Refusal.ofViolations(
              List.of(new Violation(location(mapping), message(mapping), "type_error")));
      default -> Refusal.of(FailureCode.INVALID_REQUEST, "The body cannot be read as JSON.");
    };
  }

  private static List<Object> location(JsonMappingException mapping) {
    var location = new ArrayList<Object>();
    location.add("body");
    for (var reference : mapping.getPath()) {
      location.add(
          reference.getFieldName() == null
              ? (Object) reference.getIndex()
              : reference.getFieldName());
    }
    return location;
  }

  private static String message(JsonMappingException mapping) {
    if (mapping instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      return "must be one of " + List.of(format.getTargetType().getEnumConstants());
    }
    if (mapping instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "must be of type " + mismatch.getTargetType().getSimpleName();
    }
    return "has the wrong type or form";
  }
}
