package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.kit.http.RequestIds;
import dev.likeness.kit.http.TakesQuery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paths of the public API that callback-service answers: passed on with the API key, which it
 * checks again, and the request id; the answer is streamed back as it is. Thread safe.
 */
@Path("/v1/phota")
@Authenticated
@TakesQuery(anything = true) // callback-service looks at them
public final class CallbackForward {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackForward.class);

  /** More than the longest poll, 60 s. */
  private static final Duration LIMIT = Duration.ofSeconds(75);

  private static final List<String> FROM_CALLER =
      List.of(ApiKeyFilter.HEADER, HttpHeaders.ACCEPT, HttpHeaders.IF_NONE_MATCH, "Last-Event-ID");

  /** Of one connection only (RFC 9110 section 7.6.1), or set here anyway. */
  private static final Set<String> NOT_PASSED_BACK =
      Set.of(
          "connection",
          "keep-alive",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "content-length",
          "date",
          "server",
          "x-request-id");

  private final HttpClient client;
  private final URI callbackUrl;

  CallbackForward(HttpClient client, URI callbackUrl) {
    this.client = client;
    this.callbackUrl = callbackUrl;
  }

  @GET
  @Path("jobs")
  public Response jobs(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @GET
  @Path("jobs/{job_id}")
  public Response job(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @GET
  @Path("webhook-secret")
  public Response webhookSecret(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @POST
  @Path("webhook-secret/rotate")
  public Response rotateWebhookSecret(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("POST", uri, headers);
  }

  @GET
  @Path("usage")
  public Response usage(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @GET
  @Path("profiles/ids")
  public Response profiles(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @GET
  @Path("profiles/{profile_id}/status")
  public Response profileStatus(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  @GET
  @Path("profiles/{profile_id}/profile_picture")
  public Response profilePicture(@Context UriInfo uri, @Context HttpHeaders headers) {
    return passOn("GET", uri, headers);
  }

  /** What callback-service answers to {@code GET path} of this caller. */
  Response get(String path, HttpHeaders headers) {
    return passOn("GET", path, headers);
  }

  private Response passOn(String method, UriInfo uri, HttpHeaders headers) {
    URI asked = uri.getRequestUri();
    String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    return passOn(method, asked.getRawPath() + query, headers);
  }

  private Response passOn(String method, String path, HttpHeaders headers) {
    var request =
        HttpRequest.newBuilder(callbackUrl.resolve(path))
            .method(method, BodyPublishers.noBody())
            .timeout(LIMIT)
            .header(RequestIds.HEADER, RequestIds.current());
    for (String name : FROM_CALLER) {
      String value = headers.getHeaderString(name);
      if (value != null && !value.isBlank()) {
        request.header(name, value);
      }
    }
    return answer(request.build());
  }

  private Response answer(HttpRequest request) {
    try {
      return passBack(client.send(request, BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("callback-service does not answer");
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static Response passBack(HttpResponse<InputStream> answer) {
    StreamingOutput body =
        out -> {
          try (InputStream in = answer.body()) {
            in.transferTo(out);
          }
        };
    var response = Response.status(answer.statusCode());
    if (answer.statusCode() != 304 && answer.statusCode() != 204) {
      response.entity(body);
    }
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_BACK.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> response.header(name, value));
              }
            });
    return response.build();
  }

  private static RefusalException unavailable() {
    return new RefusalException(
        FailureCode.UNAVAILABLE, "Service temporarily unavailable; try again.");
  }
}
