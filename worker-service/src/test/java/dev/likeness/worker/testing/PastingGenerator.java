package dev.likeness.worker.testing;

import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.pipeline.ProgressListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Draws without models: noise by prompt and seed, or the photo that it starts as with that noise
 * over it, and on top all references side by side, each filling an equal share of the width.
 */
public final class PastingGenerator implements ImageGenerator {
  private static final int STEPS = 4;

  private final Abilities abilities;
  private final List<ModelFile> models = List.of(ModelFile.of("pasting", "paste", new byte[] {1}));
  private final List<Drawing> drawings = new CopyOnWriteArrayList<>();

  public PastingGenerator(Abilities abilities) {
    this.abilities = abilities;
  }

  /** Looks at four references and may begin with a photo. */
  public static PastingGenerator able() {
    return new PastingGenerator(new Abilities(4, true, 256 * 256, 16));
  }

  /** What it was asked for, the first first. */
  public List<Drawing> drawings() {
    return List.copyOf(drawings);
  }

  @Override
  public Photo draw(Drawing drawing, ProgressListener progress, Cancellation cancellation) {
    check(drawing);
    drawings.add(drawing);
    int steps = drawing.steps().orElse(STEPS);
    for (int step = 1; step <= steps; step++) {
      cancellation.check();
      progress.progressed((double) step / steps);
    }
    Photo picture = Photo.allocate(drawing.width(), drawing.height());
    drawing.start().ifPresent(start -> paste(start.photo(), picture, 0, picture.width()));
    double noise = drawing.start().map(Drawing.Start::strength).orElse(1.0);
    scatter(picture, drawing.seed() ^ drawing.prompt().hashCode(), noise);
    List<Photo> references = drawing.references();
    for (int i = 0; i < references.size(); i++) {
      int left = picture.width() * i / references.size();
      int right = picture.width() * (i + 1) / references.size();
      paste(references.get(i), picture, left, right);
    }
    return picture;
  }

  private void check(Drawing drawing) {
    if (drawing.references().size() > abilities.references()
        || (drawing.start().isPresent() && !abilities.starts())
        || drawing.width() % abilities.multiple() != 0
        || drawing.height() % abilities.multiple() != 0) {
      throw new IllegalArgumentException("not among " + abilities);
    }
  }

  private static void scatter(Photo picture, long seed, double share) {
    var random = new Random(seed);
    ByteBuffer pixels = picture.pixels();
    for (int i = 0; i < pixels.limit(); i++) {
      double value = (pixels.get(i) & 255) * (1 - share) + random.nextInt(256) * share;
      pixels.put(i, (byte) Math.round(value));
    }
  }

  private static void paste(Photo photo, Photo picture, int left, int right) {
    Photo scaled = Resize.to(photo, right - left, picture.height());
    try {
      for (int y = 0; y < scaled.height(); y++) {
        picture
            .pixels()
            .put(
                picture.offset(left, y),
                scaled.pixels(),
                scaled.offset(0, y),
                scaled.width() * Photo.CHANNELS);
      }
    } finally {
      if (scaled != photo) {
        scaled.close();
      }
    }
  }

  @Override
  public Abilities abilities() {
    return abilities;
  }

  @Override
  public List<ModelFile> models() {
    return models;
  }

  @Override
  public void close() {}
}
