package dev.likeness.worker;

import dev.likeness.contract.TrustedRecords;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.FileDigests;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPack.PackFile;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.serving.PackTrial;
import dev.likeness.worker.serving.PackTrial.Loaded;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.serving.UnusedRole;
import dev.likeness.worker.serving.Workbench;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says what the packs in some directories are, and whether a worker can use them. */
final class ModelsReport {
  private final List<Path> directories;
  private final PrintStream out;
  private final FileDigests digests = new FileDigests();

  /**
   * @param directories as a worker would be given them, the most important first
   */
  ModelsReport(List<Path> directories, PrintStream out) {
    this.directories = List.copyOf(directories);
    this.out = out;
  }

  /**
   * What the packs are, without reading their models.
   *
   * @throws ModelException if there is none
   */
  void list() {
    for (Path directory : directories) {
      ModelPack pack = open(directory);
      describe(pack);
      pack.files().forEach(file -> out.printf("  %s%n", line(file)));
      warnIfNotPinned(pack, directory);
    }
  }

  /**
   * Writes digests into the {@code pack.json} of each directory.
   *
   * @throws ModelException if a pack is not what it should be
   */
  void pin() {
    for (Path directory : directories) {
      boolean written = ModelPack.pin(directory, digests);
      ModelPack pack = open(directory);
      out.printf(
          "%s %s: %s%n",
          pack.id(),
          pack.version(),
          written
              ? pack.files().size() + " files pinned in " + directory.resolve("pack.json")
              : "pinned already, and all files are as they were");
    }
  }

  /**
   * Verifies all files, then loads what a worker would load.
   *
   * @param worker its settings; other packs than those of this report do not count
   * @param warm also does what a worker does before it is ready
   * @throws ModelException if a worker would refuse a pack, or has no use for it
   */
  void check(ServingSettings worker, ModelRuntime runtime, boolean warm) {
    List<ModelPack> packs = directories.stream().map(this::open).toList();
    for (int i = 0; i < packs.size(); i++) {
      ModelPack pack = packs.get(i);
      describe(pack);
      for (PackFile file : pack.files()) {
        out.printf("  %s, SHA-256 %s%n", line(file), pack.sha256(file.path()));
      }
      warnIfNotPinned(pack, directories.get(i));
      ModelPacks.admit(pack, worker.allowNoncommercial());
    }
    var bench =
        new Workbench(
            new ImageDecoder(DecodeLimits.standard()),
            new ImageEncoder(),
            new FileSystemBlobStore(Path.of(System.getProperty("java.io.tmpdir"))),
            digests);
    // The warm-up makes records of jobs, which Kafka's serialisers would have trusted.
    TrustedRecords.install();
    try (PackTrial trial = PackTrial.load(settings(worker, packs), runtime, bench)) {
      if (warm) {
        out.printf("warmed up on %s in %d ms%n", runtime.provider(), trial.warmUp().toMillis());
      }
      packs.forEach(pack -> report(pack, trial.loaded(), warm));
    }
  }

  private ModelPack open(Path directory) {
    return ModelPack.directory(directory, digests);
  }

  /** The directories as a worker is told them: the pack for safety has a setting of its own. */
  private ServingSettings settings(ServingSettings worker, List<ModelPack> packs) {
    Optional<Path> safety = Optional.empty();
    for (int i = packs.size() - 1; i >= 0; i--) {
      if (packs.get(i).has("safety.classify")) {
        safety = Optional.of(directories.get(i));
      }
    }
    return worker.with(directories, safety);
  }

  private void describe(ModelPack pack) {
    out.printf("%s %s%n", pack.id(), pack.version());
    out.printf(
        "licence: %s (%s)%n",
        pack.license(), pack.commercial() ? "commercial use allowed" : "NO COMMERCIAL USE");
    for (String role : pack.roles()) {
      out.printf("  %s: adapter %s, %s%n", role, pack.adapter(role), pack.modelPath(role));
    }
  }

  private void report(ModelPack pack, List<Loaded> loaded, boolean warm) {
    Map<String, Loaded> byRole =
        loaded.stream()
            .filter(one -> one.file().pack().equals(pack.id()))
            .collect(
                Collectors.toMap(
                    one -> one.file().role(), Function.identity(), (first, _) -> first));
    for (String role : pack.roles()) {
      Loaded one = byRole.get(role);
      if (one == null) {
        out.printf("%s %s: NOT LOADED: %s%n", pack.id(), role, UnusedRole.reason(pack, role));
      } else {
        out.printf(
            "%s %s: loaded in %d ms%s%n",
            pack.id(), role, one.loading().toMillis(), warm ? runs(one) : "");
      }
    }
    if (byRole.isEmpty()) {
      throw new ModelException(
          Reason.NOT_LOADED, "a worker has no use for the pack " + pack.id() + " like this");
    }
  }

  private static String runs(Loaded one) {
    return one.runs() == 0
        ? ", not run"
        : ", %d runs in %d ms".formatted(one.runs(), one.running().toMillis());
  }

  private static String line(PackFile file) {
    return String.format(
        Locale.ROOT,
        "%s, %,d bytes%s",
        file.path(),
        file.bytes(),
        file.pinned() ? "" : ", not pinned");
  }

  private void warnIfNotPinned(ModelPack pack, Path directory) {
    if (!pack.pinned()) {
      out.printf(
          "not pinned: later changes of these files are not noticed until you run"
              + " ./likeness models pin %s%n",
          directory);
    }
  }
}
