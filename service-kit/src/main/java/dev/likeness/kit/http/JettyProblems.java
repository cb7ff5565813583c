package dev.likeness.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The one error body for what Jetty refuses before a resource sees it: bad URIs, headers too large,
 * bodies too large.
 */
final class JettyProblems extends ErrorHandler {
  private final ObjectMapper json;

  JettyProblems(ObjectMapper json) {
    this.json = json;
  }

  /** The body goes with every refusal, not with those of some methods. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    String id = RequestIds.idFor(response.getHeaders().get(RequestIds.HEADER));
    response.getHeaders().put(RequestIds.HEADER, id);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    var problem = new Problem(code(status).name(), detail(status), id, null);
    response.write(true, ByteBuffer.wrap(bytes(problem)), callback);
  }

  private byte[] bytes(Problem problem) {
    try {
      return json.writeValueAsBytes(problem);
    } catch (JsonProcessingException e) {
      return "{}".getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static FailureCode code(int status) {
    return switch (status) {
      case 404 -> FailureCode.NOT_FOUND;
      case 405 -> FailureCode.METHOD_NOT_ALLOWED;
      case 413, 431 -> FailureCode.PAYLOAD_TOO_LARGE;
      case 415 -> FailureCode.UNSUPPORTED_MEDIA_TYPE;
      case 503 -> FailureCode.UNAVAILABLE;
      default -> status < 500 ? FailureCode.INVALID_REQUEST : FailureCode.INTERNAL;
    };
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "Resource not found.";
      case 405 -> "This path does not have that method.";
      case 413, 431 -> "The request is too large.";
      case 503 -> "Service temporarily unavailable.";
      default -> status < 500 ? "The request cannot be read." : "Internal error.";
    };
  }
}
