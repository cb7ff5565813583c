package dev.likeness.ingest.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.kit.http.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;

/** {@code GET /v1/phota/}: shows that a key is valid, and who answers. */
@Path("/v1/phota")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class ApiRootResource {
  private final ApiRoot root;

  ApiRootResource(URI publicUrl) {
    this.root = new ApiRoot("Likeness", "v0.7.0", publicUrl.resolve("/docs").toString());
  }

  /**
   * Who answers.
   *
   * @param version of the Phota API that this one is compatible with
   */
  public record ApiRoot(String name, String version, @JsonProperty("docs_url") String docsUrl) {}

  @GET
  public ApiRoot root() {
    return root;
  }
}
