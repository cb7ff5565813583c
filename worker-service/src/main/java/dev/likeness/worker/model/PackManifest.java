package dev.likeness.worker.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of {@code pack.json} that the worker uses; fields it does not know are left alone. */
@JsonIgnoreProperties(ignoreUnknown = true)
record PackManifest(
    String schema,
    String id,
    String version,
    License license,
    List<Entry> files,
    Map<String, Role> roles) {
  static final String SCHEMA = "modelpack/1";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  PackManifest {
    files = List.copyOf(files);
    roles = Map.copyOf(roles);
  }

  static PackManifest parse(byte[] json) throws IOException {
    PackManifest manifest = JSON.readValue(json, PackManifest.class);
    if (!manifest.schema.equals(SCHEMA)) {
      throw new IOException("the schema is " + manifest.schema + ", expected " + SCHEMA);
    }
    return manifest;
  }

  Optional<Entry> file(String path) {
    return files.stream().filter(entry -> entry.path().equals(path)).findFirst();
  }

  /**
   * Under what terms the pack may be used.
   *
   * @param spdx SPDX expression, or the licence's name
   * @param commercial whether money may be earned with it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record License(String spdx, boolean commercial) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Entry(String path, String sha256, long bytes) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Role(String adapter, String model, Map<String, Object> params) {
    Role {
      params = Map.copyOf(params);
    }

    /** The parameters as a record. */
    <T> T params(Class<T> type) {
      return JSON.convertValue(params, type);
    }

    /** The parameters over those of a record of the same names. */
    <T> T params(T defaults) {
      Map<String, Object> all =
          new HashMap<>(JSON.convertValue(defaults, new TypeReference<Map<String, Object>>() {}));
      all.putAll(params);
      @SuppressWarnings("unchecked")
      Class<T> type = (Class<T>) defaults.getClass();
      return JSON.convertValue(all, type);
    }
  }
}
