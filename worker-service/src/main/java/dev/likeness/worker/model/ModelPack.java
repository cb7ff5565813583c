package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.model.ModelException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of models that belong together, described by {@code pack.json} ({@code modelpack/1}): files
 * with size and SHA-256, and roles that name the file which plays them. A file that is not what the
 * manifest says is refused.
 */
public final class ModelPack {
  private static final String MANIFEST = "pack.json";
  private static final String STARTER = "/starter-pack/";

  private final PackManifest manifest;
  private final Folder folder;

  private ModelPack(PackManifest manifest, Folder folder) {
    this.manifest = manifest;
    this.folder = folder;
  }

  /** The pack that is built into the worker. */
  public static ModelPack starter() {
    return open("starter pack of this build", ModelPack::resource);
  }

  /** A pack in a directory: with a manifest, or in a layout that is known without one. */
  public static ModelPack directory(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.exists(root.resolve(MANIFEST))) {
      return KnownLayouts.recognise(name -> Files.isRegularFile(root.resolve(name)))
          .map(manifest -> new ModelPack(manifest, name -> file(root, name)))
          .orElseThrow(() -> unknown(root));
    }
    return open(root.toString(), name -> file(root, name));
  }

  /** Id of the pack, as recorded in results. */
  public String id() {
    return manifest.id();
  }

  /** Version of the pack, as its manifest says. */
  public String version() {
    return manifest.version();
  }

  /** SPDX identifier of its licence, or the licence's name. */
  public String license() {
    return manifest.license().spdx();
  }

  /** Whether its licence lets users earn money with it. */
  public boolean commercial() {
    return manifest.license().commercial();
  }

  /** What its models can do, for example {@code face.detect}. */
  public SortedSet<String> roles() {
    return new TreeSet<>(manifest.roles().keySet());
  }

  public boolean has(String role) {
    return manifest.roles().containsKey(role);
  }

  /** Name of the adapter that a role is written for. */
  public String adapter(String role) {
    return played(role).adapter();
  }

  /** Reads the file that plays a role, and checks its digest. */
  public ModelFile file(String role) {
    String model = played(role).model();
    PackManifest.Entry entry =
        manifest.file(model).orElseThrow(() -> refused("does not list the file " + model, null));
    byte[] bytes;
    try (InputStream in = folder.open(entry.path())) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw refused("lacks the file " + entry.path(), e);
    }
    String found = Sha256.hex(bytes);
    if (!found.equals(entry.sha256())) {
      throw refused(
          entry.path() + " is damaged: expected SHA-256 " + entry.sha256() + ", got " + found,
          null);
    }
    return new ModelFile(manifest.id(), role, found, bytes);
  }

  /** A whole number among the parameters of a role. */
  public int parameter(String role, String name) {
    if (!(played(role).params().get(name) instanceof Integer number)) {
      throw refused("has no whole number " + name + " for " + role, null);
    }
    return number;
  }

  /**
   * All parameters of a role, as a record whose components are named like them; each must be there.
   *
   * @throws ModelException if one is missing or of another type
   */
  public <T extends Record> T parameters(String role, Class<T> type) {
    try {
      return played(role).params(type);
    } catch (IllegalArgumentException e) {
      throw refused("the parameters of " + role + " are not usable: " + e.getMessage(), e);
    }
  }

  private PackManifest.Role played(String role) {
    PackManifest.Role played = manifest.roles().get(role);
    if (played == null) {
      throw refused("has no role " + role + ", only " + roles(), null);
    }
    return played;
  }

  private static ModelException unknown(Path root) {
    return new ModelException(
        Reason.NOT_LOADED,
        "no model pack in "
            + root
            + ": neither a pack.json nor the files of a known layout: "
            + KnownLayouts.describe());
  }

  private ModelException refused(String problem, @Nullable Throwable cause) {
    String message = "model pack " + manifest.id() + ": " + problem;
    return cause == null
        ? new ModelException(Reason.NOT_LOADED, message)
        : new ModelException(Reason.NOT_LOADED, message, cause);
  }

  private static ModelPack open(String where, Folder folder) {
    try (InputStream in = folder.open(MANIFEST)) {
      return new ModelPack(PackManifest.parse(in.readAllBytes()), folder);
    } catch (IOException e) {
      throw new ModelException(
          Reason.NOT_LOADED, "no usable " + MANIFEST + " in " + where + ": " + e.getMessage(), e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ModelPack.class.getResourceAsStream(STARTER + name);
    if (in == null) {
      throw new FileNotFoundException(name);
    }
    return in;
  }

  private static InputStream file(Path root, String name) throws IOException {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root)) {
      throw new FileNotFoundException(name + " is outside of the pack");
    }
    return Files.newInputStream(path);
  }

  private interface Folder {
    InputStream open(String name) throws IOException;
  }
}
