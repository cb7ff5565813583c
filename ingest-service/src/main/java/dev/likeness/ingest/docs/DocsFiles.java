package dev.likeness.ingest.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The few files of the page, in memory: our own, and those of Swagger UI that it needs.
 *
 * @param byName what is served, and nothing else is
 */
record DocsFiles(Map<String, File> byName) {
  private static final String OURS = "/docs/";
  private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String THEIRS = "/META-INF/resources/webjars/swagger-ui/";

  DocsFiles {
    byName = Map.copyOf(byName);
  }

  /** A file and what it is. */
  record File(byte[] bytes, String mediaType) {}

  static DocsFiles load() {
    String webjar = THEIRS + version() + "/";
    var files = new LinkedHashMap<String, File>();
    files.put("index.html", new File(read(OURS + "index.html"), "text/html; charset=utf-8"));
    files.put("docs.js", script(OURS + "docs.js"));
    files.put("docs.css", style(OURS + "docs.css"));
    files.put("swagger-ui-bundle.js", script(webjar + "swagger-ui-bundle.js"));
    files.put("swagger-ui.css", style(webjar + "swagger-ui.css"));
    files.put("favicon-32x32.png", new File(read(webjar + "favicon-32x32.png"), "image/png"));
    return new DocsFiles(files);
  }

  private static File script(String path) {
    return new File(read(path), "text/javascript; charset=utf-8");
  }

  private static File style(String path) {
    return new File(read(path), "text/css; charset=utf-8");
  }

  /** The webjar's folder is named after its version. */
  private static String version() {
    var properties = new Properties();
    try (InputStream in = open(WEBJAR)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] read(String path) {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = DocsFiles.class.getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("no " + path + " on the class path");
    }
    return in;
  }
}
