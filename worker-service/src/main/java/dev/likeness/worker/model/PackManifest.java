package dev.likeness.worker.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The parts of {@code pack.json} that the worker uses; fields it does not know are left alone. */
@JsonIgnoreProperties(ignoreUnknown = true)
record PackManifest(
    String schema,
    String id,
    String version,
    License license,
    List<Entry> files,
    SortedMap<String, Role> roles) {
  static final String SCHEMA = "modelpack/1";

  /** For what is published without one. */
  static final String NO_VERSION = "unversioned";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  PackManifest {
    files = List.copyOf(files);
    roles = new TreeMap<>(roles);
  }

  static PackManifest parse(byte[] json) throws IOException {
    PackManifest manifest = JSON.treeToValue(withDigests(JSON.readTree(json)), PackManifest.class);
    if (!manifest.schema.equals(SCHEMA)) {
      throw new IOException("the schema is " + manifest.schema + ", expected " + SCHEMA);
    }
    return manifest;
  }

  /**
   * A digest that is left out is an empty one, which is told apart from a wrong one; the size of a
   * file is for people.
   */
  private static JsonNode withDigests(JsonNode manifest) {
    for (JsonNode file : manifest.path("files")) {
      if (file instanceof ObjectNode entry && !entry.hasNonNull("sha256")) {
        entry.put("sha256", "");
      }
      if (file instanceof ObjectNode entry && !entry.hasNonNull("bytes")) {
        entry.put("bytes", 0);
      }
    }
    return manifest;
  }

  /** As {@code pack.json}. */
  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException("a manifest is always JSON", e);
    }
  }

  /** The same with these files instead. */
  PackManifest with(List<Entry> others) {
    return new PackManifest(schema, id, version, license, others, roles);
  }

  Optional<Entry> file(String path) {
    return files.stream().filter(entry -> entry.path().equals(path)).findFirst();
  }

  boolean pinned() {
    return files.stream().allMatch(Entry::pinned);
  }

  /** This one, and what it lacks from another in the same folder. */
  PackManifest and(PackManifest other) {
    if (roles.keySet().containsAll(other.roles.keySet())) {
      return this;
    }
    SortedMap<String, Role> allRoles = new TreeMap<>(other.roles);
    allRoles.putAll(roles);
    List<Entry> allFiles = new ArrayList<>(files);
    other.files.stream().filter(entry -> file(entry.path()).isEmpty()).forEach(allFiles::add);
    return new PackManifest(
        SCHEMA,
        id + "+" + other.id,
        version.equals(other.version) ? version : version + "+" + other.version,
        license.and(other.license),
        allFiles,
        allRoles);
  }

  /**
   * Under what terms the pack may be used.
   *
   * @param spdx SPDX expression, or the licence's name
   * @param commercial whether money may be earned with it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record License(String spdx, boolean commercial) {
    License and(License other) {
      SequencedSet<String> terms = new LinkedHashSet<>(List.of(spdx.split(" AND ")));
      terms.addAll(List.of(other.spdx.split(" AND ")));
      return new License(String.join(" AND ", terms), commercial && other.commercial);
    }
  }

  /**
   * A file of the pack.
   *
   * @param path in the pack, with {@code /} between folders; never leads out of it
   * @param sha256 64 hex digits, kept in lower case; empty in a known layout whose digests nobody
   *     has pinned
   * @param bytes for people: what counts is the digest
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Entry(String path, String sha256, long bytes) {
    private static final Pattern DIGEST = Pattern.compile("([0-9a-f]{64})?");

    Entry {
      boolean inside =
          !path.isEmpty()
              && !path.startsWith("/")
              && path.indexOf('\\') < 0
              && List.of(path.split("/", -1)).stream()
                  .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
      if (!inside) {
        throw new IllegalArgumentException("the file " + path + " is outside of the pack");
      }
      sha256 = sha256.toLowerCase(Locale.ROOT);
      if (!DIGEST.matcher(sha256).matches()) {
        throw new IllegalArgumentException("the SHA-256 of " + path + " is not 64 hex digits");
      }
    }

    /** Whether it is known what the file must be. */
    @JsonIgnore
    boolean pinned() {
      return !sha256.isEmpty();
    }
  }

  /**
   * What a model of the pack is for.
   *
   * @param adapter name of the code that knows how to feed it
   * @param model path of its file
   * @param params what the adapter must be told
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Role(String adapter, String model, SortedMap<String, Object> params) {
    Role {
      params = new TreeMap<>(params);
    }

    Role(String adapter, String model) {
      this(adapter, model, new TreeMap<>());
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
