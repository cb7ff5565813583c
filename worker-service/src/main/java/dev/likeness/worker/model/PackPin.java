package dev.likeness.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.PackManifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the digests of a pack's files into its {@code pack.json}. */
final class PackPin {
  private static final String MANIFEST = "pack.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path root;
  private final PackFolder.Directory folder;

  PackPin(Path root, FileDigests digests) {
    this.root = root;
    this.folder = new PackFolder.Directory(root, digests);
  }

  /** Whether something had to be written. */
  boolean write() {
    try {
      return Files.exists(root.resolve(MANIFEST)) ? complete() : create();
    } catch (IOException e) {
      throw new ModelException(Reason.NOT_LOADED, root + " cannot be pinned: " + e.getMessage(), e);
    }
  }

  private boolean create() throws IOException {
    PackManifest manifest = ModelPack.recognised(root);
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : manifest.files()) {
      entries.add(
          new Entry(entry.path(), digest(entry.path(), entry.sha256()), size(entry.path())));
    }
    replace(manifest.with(entries).json());
    return true;
  }

  /** Leaves everything in the file as it is but what is missing. */
  private boolean complete() throws IOException {
    JsonNode manifest = JSON.readTree(root.resolve(MANIFEST).toFile());
    boolean changed = false;
    for (JsonNode file : manifest.path("files")) {
      String path = file.path("path").asText();
      String before = file.path("sha256").asText();
      String sha256 = digest(path, before);
      if (before.isEmpty() && file instanceof ObjectNode entry) {
        entry.put("sha256", sha256).put("bytes", size(path));
        changed = true;
      }
    }
    byte[] completed = JSON.writeValueAsBytes(manifest);
    PackManifest.parse(completed);
    if (changed) {
      replace(completed);
    }
    return changed;
  }

  private String digest(String path, String expected) throws IOException {
    Optional<String> stub = FileStub.in(folder.head(path, FileStub.LENGTH));
    if (stub.isPresent()) {
      throw new IOException(path + " " + stub.get());
    }
    String found = folder.sha256(path);
    if (!expected.isEmpty() && !expected.equalsIgnoreCase(found)) {
      throw new IOException(
          path + " is not what it was: expected SHA-256 " + expected + ", got " + found);
    }
    return found;
  }

  private long size(String path) throws IOException {
    return Files.size(root.resolve(path));
  }

  /** At once: whoever reads meanwhile sees the old file or the new one. */
  private void replace(byte[] json) throws IOException {
    Path part = Files.createTempFile(root, "pack", ".part");
    try {
      Files.write(part, json);
      Files.move(part, root.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
