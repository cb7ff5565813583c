package dev.likeness.kit.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Refuses bodies that are compressed, before they are read: a small one could become one that fills
 * the memory, and photos do not get smaller anyway. Thread safe.
 */
@Priority(Priorities.HEADER_DECORATOR)
final class PlainBodies implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    if (request.getMethod().equals("POST")
        && coding != null
        && !coding.isBlank()
        && !coding.strip().equalsIgnoreCase("identity")) {
      throw new RefusalException(
          FailureCode.UNSUPPORTED_MEDIA_TYPE,
          "The body is compressed (Content-Encoding header): send it as it is.");
    }
  }
}
