package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;
import java.nio.file.Path;

/**
 * A model file whose digest has been checked, and the provenance that results record. It is in
 * memory (the graphs of the build and of tests) or on disk, where it may be larger than any array
 * and keep its weights in files next to it.
 */
public final class ModelFile {
  private final String pack;
  private final String role;
  private final String sha256;
  private final Content content;

  private ModelFile(String pack, String role, String sha256, Content content) {
    this.pack = pack;
    this.role = role;
    this.sha256 = sha256;
    this.content = content;
  }

  /** A file in memory, for example a graph that a test has built. */
  public static ModelFile of(String pack, String role, byte[] bytes) {
    return new ModelFile(pack, role, Sha256.hex(bytes), new InMemory(bytes.clone()));
  }

  /** A file on disk with the digest that was found there. */
  static ModelFile of(String pack, String role, Path path, String sha256) {
    return new ModelFile(pack, role, sha256, new OnDisk(path));
  }

  /** Where the bytes are. */
  public sealed interface Content {}

  /** The whole file; shared, so leave the array as it is. */
  public record InMemory(byte[] bytes) implements Content {}

  /** To be opened by its path, next to the weights it may refer to. */
  public record OnDisk(Path path) implements Content {}

  /** Id of its pack. */
  public String pack() {
    return pack;
  }

  /** What it does, for example {@code enhance.apply}. */
  public String role() {
    return role;
  }

  /**
   * Digest of the file, 64 lowercase hex digits. If its weights are in files next to it, the digest
   * of a text with a line for each: digest, two spaces, path, line feed; the model first, then the
   * others in the order of their names (what {@code sha256sum} prints).
   */
  public String sha256() {
    return sha256;
  }

  /** Where a runtime finds it. */
  public Content content() {
    return content;
  }

  @Override
  public String toString() {
    return pack + "/" + role + " (" + sha256.substring(0, 12) + ")";
  }
}
