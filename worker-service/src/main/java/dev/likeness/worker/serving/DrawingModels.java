package dev.likeness.worker.serving;

import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.diffusion.FluxKlein;
import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.diffusion.StableDiffusion;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.operation.DrawOperation;
import dev.likeness.worker.operation.DrawnFaces;
import dev.likeness.worker.operation.ElseDrawn;
import dev.likeness.worker.operation.PhotoGate;
import dev.likeness.worker.operation.ProfilePhotos;
import dev.likeness.worker.operation.Studio;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.upscale.Upscaler;
import dev.likeness.worker.work.OperationRunner;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What draws, if a pack can: it serves generate, edit, and remix where it can look at two photos.
 */
final class DrawingModels {
  private static final String ROLE = "diffusion.denoise";
  private static final int SMALL = 8;

  private final Optional<ImageGenerator> generator;
  private final Optional<Upscaler> upscaler;
  private final boolean fast;

  private DrawingModels(
      Optional<ImageGenerator> generator, Optional<Upscaler> upscaler, boolean fast) {
    this.generator = generator;
    this.upscaler = upscaler;
    this.fast = fast;
  }

  /**
   * Loads the generator of the first pack that has one.
   *
   * @param upscaler enlarges its pictures
   * @param owned closes it
   */
  static DrawingModels load(
      ModelPacks packs, Optional<Upscaler> upscaler, ModelRuntime runtime, Ownership owned) {
    Optional<ImageGenerator> generator =
        packs.having(ROLE).map(pack -> owned.of(generator(pack, runtime)));
    return new DrawingModels(generator, upscaler, !runtime.provider().equals("CPU"));
  }

  /**
   * Takes over the operations that it carries out; what others do exactly stays theirs.
   *
   * @param faces polishes those of its pictures
   * @param styles that remixes are painted in by others
   */
  void serve(
      Map<Operation, OperationRunner> operations,
      PhotoGate gate,
      Workbench bench,
      Optional<DrawnFaces> faces,
      Collection<String> styles) {
    var profiles = new ProfilePhotos(new ProfileStore(bench.blobs()), bench.decoder());
    generator
        .map(drawing -> new Studio(gate, drawing, profiles, upscaler, faces))
        .ifPresent(studio -> serve(operations, studio, styles));
  }

  private static void serve(
      Map<Operation, OperationRunner> operations, Studio studio, Collection<String> styles) {
    OperationRunner generate = DrawOperation.generate(studio);
    boolean showsProfiles = studio.generator().abilities().references() > 0;
    operations.merge(
        Operation.GENERATE,
        generate,
        (composed, _) -> showsProfiles ? generate : ElseDrawn.generate(composed, generate));
    if (DrawOperation.edits(studio.generator())) {
      OperationRunner edit = DrawOperation.edit(studio);
      operations.computeIfPresent(Operation.EDIT, (_, exact) -> ElseDrawn.edit(exact, edit));
    }
    if (DrawOperation.remixes(studio.generator())) {
      OperationRunner remix = DrawOperation.remix(studio);
      operations.merge(
          Operation.REMIX,
          remix,
          (painted, _) -> styles.isEmpty() ? remix : ElseDrawn.remix(painted, styles, remix));
    }
  }

  /** Whether a pack draws. */
  boolean draws() {
    return generator.isPresent();
  }

  /** Draws once, in one step: as large as jobs will on a device that is fast enough for that. */
  void warmUp() {
    generator.ifPresent(
        drawing -> {
          int small = SMALL * drawing.abilities().multiple();
          OutputSize size = fast ? drawing.abilities().size(1) : new OutputSize(small, small);
          drawing
              .draw(
                  Drawing.of("a lake", size.width(), size.height(), 0).inSteps(1),
                  _ -> {},
                  new Cancellation())
              .close();
        });
  }

  private static ImageGenerator generator(ModelPack pack, ModelRuntime runtime) {
    // What is of neither family is refused by the one that has more of them, with what it expects.
    return pack.adapter(ROLE).equals(FluxKlein.ADAPTER)
        ? FluxKlein.load(pack, runtime)
        : StableDiffusion.load(pack, runtime);
  }
}
