package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;

/** A model file whose digest has been checked, and the provenance that results record. */
public final class ModelFile {
  private final String pack;
  private final String role;
  private final String sha256;
  private final byte[] bytes;

  ModelFile(String pack, String role, String sha256, byte[] bytes) {
    this.pack = pack;
    this.role = role;
    this.sha256 = sha256;
    this.bytes = bytes;
  }

  /** A file that does not come from a pack, for example a graph that a test has built. */
  public static ModelFile of(String pack, String role, byte[] bytes) {
    return new ModelFile(pack, role, Sha256.hex(bytes), bytes.clone());
  }

  /** Id of its pack. */
  public String pack() {
    return pack;
  }

  /** What it does, for example {@code enhance.apply}. */
  public String role() {
    return role;
  }

  /** Digest of the bytes, 64 lowercase hex digits. */
  public String sha256() {
    return sha256;
  }

  /** A copy of the file. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return pack + "/" + role + " (" + sha256.substring(0, 12) + ")";
  }
}
