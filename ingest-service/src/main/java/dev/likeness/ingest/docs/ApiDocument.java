package dev.likeness.ingest.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code openapi.yaml} as JSON, with this deployment's address in it.
 *
 * @param json UTF-8
 * @param tag changes with the content
 */
record ApiDocument(byte[] json, String tag) {
  private static final String SOURCE = "/openapi.yaml";

  /** What the document says once and uses in many places, as YAML allows: it is written out. */
  private static final int MOST_ALIASES = 1_000;

  /** Where such parts are written down; of no use once they are written out. */
  private static final String SHARED_PARTS = "x-shared";

  /**
   * @param publicUrl address at which customers reach the API, without a path
   */
  static ApiDocument of(URI publicUrl) {
    var document = new LinkedHashMap<Object, Object>(read());
    document.remove(SHARED_PARTS);
    document.put(
        "servers", List.of(Map.of("url", publicUrl.toString(), "description", "This deployment.")));
    try {
      byte[] json = new ObjectMapper().writeValueAsBytes(document);
      return new ApiDocument(json, Sha256.hex(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(SOURCE + " cannot be written as JSON", e);
    }
  }

  private static Map<?, ?> read() {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    try (InputStream yaml = ApiDocument.class.getResourceAsStream(SOURCE)) {
      if (yaml == null) {
        throw new IllegalStateException("no " + SOURCE + " on the class path");
      }
      return new Yaml(new SafeConstructor(options)).load(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
