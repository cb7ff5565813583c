package dev.likeness.ingest.docs;

import io.dropwizard.jersey.setup.JerseyEnvironment;
import java.net.URI;

/** Everything that describes the API over HTTP. */
public final class ApiDocs {
  private final URI publicUrl;

  /**
   * @param publicUrl address at which customers reach the API, without a path
   */
  public ApiDocs(URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** Registers the resources; reads and converts the document once, here. */
  public void install(JerseyEnvironment jersey) {
    jersey.register(new OpenApiResource(ApiDocument.of(publicUrl)));
    jersey.register(new DocsResource(DocsFiles.load(), publicUrl.toString()));
  }
}
