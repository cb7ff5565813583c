package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads cats, dogs, birds and horses. Any thread may call it. */
public final class AnimalReader implements SubjectReader {
  /** Animals that are smaller than this show too little, in pixels of the photo. */
  private static final double SMALLEST = 64;

  /** From this size on, an animal does not get better by being larger. */
  private static final double LARGE = 384;

  /** Variance of the Laplacian below which nothing but a blur is left, at the embedder's size. */
  private static final double BLURRED = 4;

  private static final double SHARP = 120;
  private static final int STANDARD = 224;

  /** The embedder sees the whole animal in the middle of its crop. */
  private static final double CROP = 1 / AnimalEmbedder.SEEN;

  private static final double PORTRAIT = 1.25;
  private static final int LARGEST = 512;

  private final AnimalDetector detector;
  private final AnimalEmbedder embedder;

  AnimalReader(AnimalDetector detector, AnimalEmbedder embedder) {
    this.detector = detector;
    this.embedder = embedder;
  }

  /**
   * Loads a detector and an embedder, which are published apart and may come from two packs.
   *
   * @throws dev.likeness.worker.model.ModelException if they are not what their adapters expect
   */
  public static Optional<AnimalReader> load(ModelPacks packs, ModelRuntime runtime) {
    return packs
        .having(AnimalDetector.ROLE)
        .flatMap(
            detecting ->
                packs
                    .having(AnimalEmbedder.ROLE)
                    .map(embedding -> load(detecting, embedding, runtime)));
  }

  /** Loads the models of these packs. */
  public static AnimalReader load(ModelPack detecting, ModelPack embedding, ModelRuntime runtime) {
    AnimalDetector detector = AnimalDetector.load(detecting, runtime);
    try {
      return new AnimalReader(detector, AnimalEmbedder.load(embedding, runtime));
    } catch (RuntimeException e) {
      detector.close();
      throw e;
    }
  }

  @Override
  public SubjectKind kind() {
    return SubjectKind.ANIMAL;
  }

  @Override
  public List<EmbeddingSpace> spaces() {
    return List.of(embedder.space());
  }

  @Override
  public List<Region> find(Photo photo, Cancellation cancellation) {
    return detector.detect(photo, cancellation);
  }

  @Override
  public List<Look> read(Photo photo, Cancellation cancellation) {
    List<Look> looks = new ArrayList<>();
    for (Region region : find(photo, cancellation)) {
      try (Photo crop = crop(photo, region)) {
        looks.add(new Look(region, List.of(embedder.embed(crop, cancellation))));
      }
    }
    return looks;
  }

  @Override
  public void study(Photo photo, Consumer<Study> pupil, Cancellation cancellation) {
    for (Region region : find(photo, cancellation)) {
      try (Photo crop = crop(photo, region)) {
        double quality = quality(region, crop);
        if (quality > 0) {
          pupil.accept(new Study(region, quality, crop, embed(crop, cancellation)));
        }
      }
    }
  }

  @Override
  public List<Embedding> embed(Photo crop, Cancellation cancellation) {
    try (Photo mirrored = Turns.mirrored(crop)) {
      return Embedding.means(
          List.of(embedder.embed(crop, cancellation)),
          List.of(embedder.embed(mirrored, cancellation)));
    }
  }

  @Override
  public Photo portrait(Photo photo, Region region) {
    return Squares.around(photo, region, PORTRAIT, LARGEST);
  }

  private static Photo crop(Photo photo, Region region) {
    return Squares.around(photo, region, CROP, LARGEST);
  }

  private static double quality(Region region, Photo crop) {
    double side = Math.min(region.width(), region.height());
    Region whole = new Region(0, 0, crop.width(), crop.height(), 1);
    double sharpness;
    try (Photo standard = Squares.around(crop, whole, 1, STANDARD)) {
      sharpness = Sharpness.of(standard);
    }
    return side < SMALLEST || sharpness < BLURRED
        ? 0
        : region.score() * Math.min(1, side / LARGE) * Math.min(1, sharpness / SHARP);
  }

  @Override
  public List<ModelFile> models() {
    return List.of(detector.model(), embedder.model());
  }

  @Override
  public void close() {
    detector.close();
    embedder.close();
  }
}
