package dev.likeness.worker.model;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.PackManifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of models that belong together, described by {@code pack.json} ({@code modelpack/1}): files
 * with size and SHA-256, and roles that name the file which plays them. A file that is not what the
 * manifest says is refused. Thread safe.
 */
public final class ModelPack {
  private static final String MANIFEST = "pack.json";
  private static final String STARTER = "/starter-pack/";
  private static final String TINY = "/tiny-pack/";
  private static final int LARGEST_TEXT = 64 << 20;

  private final PackManifest manifest;
  private final PackFolder folder;

  private ModelPack(PackManifest manifest, PackFolder folder) {
    this.manifest = manifest;
    this.folder = folder;
  }

  /** The pack that is built into the worker. */
  public static ModelPack starter() {
    return open("starter pack of this build", new PackFolder.Resources(STARTER));
  }

  /** Small models with the signatures of real ones, built in to try devices with. */
  public static ModelPack tiny() {
    return open("tiny pack of this build", new PackFolder.Resources(TINY));
  }

  /** A pack in a directory, whose digests are remembered by nobody else. */
  public static ModelPack directory(Path directory) {
    return directory(directory, new FileDigests());
  }

  /**
   * A pack in a directory: with a manifest, or in a layout that is known without one.
   *
   * @param digests to be kept by whoever opens packs again, so that what did not change is not read
   *     again
   * @throws ModelException if there is no pack
   */
  public static ModelPack directory(Path directory, FileDigests digests) {
    Path root = directory.toAbsolutePath().normalize();
    PackFolder folder = new PackFolder.Directory(root, digests);
    return Files.exists(root.resolve(MANIFEST))
        ? open(root.toString(), folder)
        : new ModelPack(recognised(root), folder);
  }

  /**
   * Writes down what the files of a directory are now: a {@code pack.json} for a known layout, or
   * the digests that are missing in the one that is there. From then on other files are refused.
   *
   * @return whether something was written; else all was pinned already
   * @throws ModelException if there is no pack, or it is not what it should be
   */
  public static boolean pin(Path directory, FileDigests digests) {
    Path root = directory.toAbsolutePath().normalize();
    return new PackPin(root, digests).write();
  }

  /** The manifest of a known layout. */
  static PackManifest recognised(Path root) {
    if (!Files.isDirectory(root)) {
      throw new ModelException(Reason.NOT_LOADED, "no model pack: there is no directory " + root);
    }
    try {
      return Layout.recogniseAny(PackFiles.in(root)).orElseThrow(() -> unknown(root));
    } catch (IOException e) {
      throw new ModelException(
          Reason.NOT_LOADED, "no model pack in " + root + ": " + e.getMessage(), e);
    }
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

  /** Path in the pack of the model that plays a role, with {@code /} between folders. */
  public String modelPath(String role) {
    return played(role).model();
  }

  /** All files of the pack, as the manifest lists them. */
  public List<PackFile> files() {
    return manifest.files().stream()
        .map(entry -> new PackFile(entry.path(), entry.bytes(), entry.pinned()))
        .toList();
  }

  /**
   * Digest of a file that the manifest lists, as it is now.
   *
   * @throws ModelException if it is not listed, not there, or damaged
   */
  public String sha256(String path) {
    return verified(listed(path));
  }

  /** Whether every digest was known before the pack was opened. */
  public boolean pinned() {
    return manifest.pinned();
  }

  /** Checks the digest of the file that plays a role, and of the weights that it refers to. */
  public ModelFile file(String role) {
    Entry entry = listed(modelPath(role));
    Optional<Path> path = path(entry);
    if (path.isEmpty()) {
      byte[] bytes = read(entry, Integer.MAX_VALUE);
      same(entry, Sha256.hex(bytes));
      return ModelFile.of(manifest.id(), role, bytes);
    }
    String sha256 = verified(entry);
    List<Entry> weights = weights(entry, path.get());
    if (!weights.isEmpty()) {
      StringBuilder all = new StringBuilder(sha256 + "  " + entry.path() + "\n");
      weights.forEach(one -> all.append(verified(one) + "  " + one.path() + "\n"));
      sha256 = Sha256.hex(all.toString().getBytes(StandardCharsets.UTF_8));
    }
    return ModelFile.of(manifest.id(), role, path.get(), sha256);
  }

  /** Whether the pack has this file beside its models, for example a tokenizer. */
  public boolean lists(String path) {
    return manifest.file(path).isPresent();
  }

  /**
   * Text of a small file that the manifest lists, for example {@code scheduler/
   * scheduler_config.json}, after checking its digest.
   *
   * @throws ModelException if it is not listed, damaged, or larger than 64 MiB
   */
  public String text(String path) {
    Entry entry = listed(path);
    byte[] bytes = read(entry, LARGEST_TEXT);
    same(entry, Sha256.hex(bytes));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Where a file is that the manifest lists, after checking its digest; for libraries that read it
   * by themselves.
   *
   * @throws ModelException if it is not listed or damaged, or the pack is built into the worker
   */
  public Path packFile(String path) {
    Entry entry = listed(path);
    verified(entry);
    return path(entry).orElseThrow(() -> refused("has no file " + path + " on disk", null));
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
   * @throws ModelException if one is missing, unknown or of another type
   */
  public <T extends Record> T parameters(String role, Class<T> type) {
    try {
      return played(role).params(type);
    } catch (IllegalArgumentException e) {
      throw unusable(role, e);
    }
  }

  /**
   * All parameters of a role, each of which may be missing: the given record has the values for
   * those, and its components are named like the parameters.
   *
   * @throws ModelException if one is unknown or of another type
   */
  public <T extends Record> T parameters(String role, T defaults) {
    try {
      return played(role).params(defaults);
    } catch (IllegalArgumentException e) {
      throw unusable(role, e);
    }
  }

  private ModelException unusable(String role, IllegalArgumentException e) {
    return refused("the parameters of " + role + " are not usable: " + e.getMessage(), e);
  }

  private PackManifest.Role played(String role) {
    PackManifest.Role played = manifest.roles().get(role);
    if (played == null) {
      throw refused("has no role " + role + ", only " + roles(), null);
    }
    return played;
  }

  private Entry listed(String path) {
    return manifest.file(path).orElseThrow(() -> refused("does not list the file " + path, null));
  }

  /** The files that ONNX Runtime opens by itself; each must be listed like the model. */
  private List<Entry> weights(Entry model, Path path) {
    String parent = model.path().substring(0, model.path().lastIndexOf('/') + 1);
    try {
      return ExternalWeights.of(path).stream().map(name -> listed(parent + name)).toList();
    } catch (IOException e) {
      throw refused(model.path() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String verified(Entry entry) {
    try {
      Optional<String> instead = FileStub.in(folder.head(entry.path(), FileStub.LENGTH));
      if (instead.isPresent()) {
        throw refused(entry.path() + " " + instead.get(), null);
      }
      return same(entry, folder.sha256(entry.path()));
    } catch (IOException e) {
      throw lacks(entry, e);
    }
  }

  private String same(Entry entry, String found) {
    if (entry.pinned() && !found.equals(entry.sha256())) {
      throw refused(
          entry.path() + " is damaged: expected SHA-256 " + entry.sha256() + ", got " + found,
          null);
    }
    return found;
  }

  private byte[] read(Entry entry, int limit) {
    try {
      return folder.read(entry.path(), limit);
    } catch (IOException e) {
      throw lacks(entry, e);
    }
  }

  private Optional<Path> path(Entry entry) {
    try {
      return folder.path(entry.path());
    } catch (IOException e) {
      throw lacks(entry, e);
    }
  }

  private ModelException lacks(Entry entry, IOException e) {
    return refused("lacks the file " + entry.path() + ": " + e.getMessage(), e);
  }

  private static ModelException unknown(Path root) {
    return new ModelException(
        Reason.NOT_LOADED,
        "no model pack in "
            + root
            + ": neither a pack.json nor the files of a known layout: "
            + Layout.describeAll());
  }

  private ModelException refused(String problem, @Nullable Throwable cause) {
    String message = "model pack " + manifest.id() + ": " + problem;
    return cause == null
        ? new ModelException(Reason.NOT_LOADED, message)
        : new ModelException(Reason.NOT_LOADED, message, cause);
  }

  private static ModelPack open(String where, PackFolder folder) {
    try {
      PackManifest manifest = PackManifest.parse(folder.read(MANIFEST, LARGEST_TEXT));
      if (!manifest.pinned()) {
        throw new IOException(
            "the SHA-256 of "
                + manifest.files().stream()
                    .filter(entry -> !entry.pinned())
                    .map(Entry::path)
                    .collect(Collectors.joining(", "))
                + " is missing; ./likeness models pin writes it");
      }
      return new ModelPack(manifest, folder);
    } catch (IOException e) {
      throw new ModelException(
          Reason.NOT_LOADED, "no usable " + MANIFEST + " in " + where + ": " + e.getMessage(), e);
    }
  }

  /**
   * A file of a pack.
   *
   * @param path in the pack
   * @param bytes its size, as the manifest says
   * @param pinned whether its digest was known before; else it is taken as it is
   */
  public record PackFile(String path, long bytes, boolean pinned) {}
}
