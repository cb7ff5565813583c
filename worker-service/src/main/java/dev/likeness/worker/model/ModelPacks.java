package dev.likeness.worker.model;

import dev.likeness.worker.model.ModelException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The packs of a worker, the most important first. What several can do is done by the first. */
public final class ModelPacks {
  private final List<ModelPack> packs;

  public ModelPacks(List<ModelPack> packs) {
    this.packs = List.copyOf(packs);
  }

  /**
   * The packs in these directories, and the starter pack for what they lack.
   *
   * @param nonCommercial whether packs may be used whose licence forbids to earn money with them
   * @param digests kept by whoever opens packs again
   * @throws ModelException if a directory holds no pack, or one that may not be used
   */
  public static ModelPacks open(
      List<Path> directories, boolean nonCommercial, FileDigests digests) {
    List<ModelPack> packs = new ArrayList<>();
    for (Path directory : directories) {
      packs.add(admit(ModelPack.directory(directory, digests), nonCommercial));
    }
    packs.add(ModelPack.starter());
    return new ModelPacks(packs);
  }

  /** The same for a process that opens packs once. */
  public static ModelPacks open(List<Path> directories, boolean nonCommercial) {
    return open(directories, nonCommercial, new FileDigests());
  }

  /**
   * The pack, if its licence allows its use here. Every pack goes through this, whatever it is for.
   *
   * @param nonCommercial whether packs may be used whose licence forbids to earn money with them
   * @throws ModelException if it must not be used
   */
  public static ModelPack admit(ModelPack pack, boolean nonCommercial) {
    if (!pack.commercial() && !nonCommercial) {
      throw new ModelException(
          Reason.NOT_LOADED,
          "model pack "
              + pack.id()
              + " must not be used commercially (licence: "
              + pack.license()
              + "): take it out of LIKENESS_WORKER_PACKS and LIKENESS_SAFETY_PACK, or set"
              + " LIKENESS_WORKER_ALLOW_NONCOMMERCIAL=true if your use is not commercial or you"
              + " have a licence of your own");
    }
    return pack;
  }

  public List<ModelPack> all() {
    return packs;
  }

  /** The pack to take for what needs all of these roles. */
  public Optional<ModelPack> having(String... roles) {
    return packs.stream().filter(pack -> Stream.of(roles).allMatch(pack::has)).findFirst();
  }
}
