package dev.likeness.ingest.docs;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.TakesQuery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;

/**
 * A page that shows the API and tries it out. All of it comes from here: the browser is told to
 * load nothing from elsewhere. Thread safe.
 */
@Path("/docs")
@TakesQuery(anything = true) // pages are linked to with marks of whoever links
public final class DocsResource {
  private static final String PAGE = "index.html";
  private static final Duration ASSETS_LIVE = Duration.ofHours(1);

  private final Map<String, DocsFiles.File> files;
  private final String policy;

  DocsResource(DocsFiles files, String apiOrigin) {
    this.files = files.byName();
    this.policy =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'", // Swagger UI sets styles of its own
            "img-src 'self' data:",
            "connect-src 'self' " + apiOrigin,
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");
  }

  @GET
  public Response page() {
    return file(PAGE);
  }

  @GET
  @Path("{name}")
  public Response file(@PathParam("name") String name) {
    DocsFiles.File file = files.get(name);
    if (file == null) {
      throw new RefusalException(FailureCode.NOT_FOUND, "Resource not found.");
    }
    var cache = new CacheControl();
    cache.setMaxAge(Math.toIntExact(ASSETS_LIVE.toSeconds()));
    return Response.ok(file.bytes(), file.mediaType())
        .cacheControl(cache)
        .header("Content-Security-Policy", policy)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
