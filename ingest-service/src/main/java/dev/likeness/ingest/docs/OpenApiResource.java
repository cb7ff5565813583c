package dev.likeness.ingest.docs;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document, for everybody. Thread safe. */
@Path("/v1/phota/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
  private final byte[] json;
  private final EntityTag tag;

  OpenApiResource(ApiDocument document) {
    this.json = document.json();
    this.tag = new EntityTag(document.tag());
  }

  @GET
  public Response document(@Context Request request) {
    Response.@Nullable ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return unchanged == null ? Response.ok(json).tag(tag).build() : unchanged.build();
  }
}
