package dev.likeness.ingest.docs;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document, for everybody. Thread safe. */
@Path("/v1/phota/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
  private final byte[] json;
  private final String tag;

  OpenApiResource(ApiDocument document) {
    this.json = document.json();
    this.tag = '"' + document.tag() + '"';
  }

  @GET
  public Response document(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
    var response =
        known != null && known.contains(tag) ? Response.notModified() : Response.ok(json);
    return response.header(HttpHeaders.ETAG, tag).build();
  }
}
