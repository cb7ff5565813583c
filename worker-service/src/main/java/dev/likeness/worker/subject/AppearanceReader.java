package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.identity.Thresholds;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads whatever stands out, by its colours and forms alone: with the starter pack, without any
 * model that knows what a person or an animal is. What it finds may be another one that looks
 * alike. Any thread may call it.
 */
public final class AppearanceReader implements SubjectReader {
  private static final String ROLE = "subject.appearance";
  private static final int SIDE = 96;
  private static final int LENGTH = 64 + 64 * 9 + 8 * 49;
  private static final int LARGEST = 512;
  private static final double PORTRAIT = 1.2;

  /** Variance of the Laplacian below which there is nothing to tell apart, at 96 pixels. */
  private static final double FLAT = 2;

  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          List.of(TensorSpec.of("crop", ElementType.FLOAT32, 1, 3, SIDE, SIDE)),
          List.of(TensorSpec.of("sig", ElementType.FLOAT32, 1, LENGTH)));

  private final ModelFile file;
  private final Model model;
  private final EmbeddingSpace space;

  private AppearanceReader(ModelFile file, Model model, Thresholds thresholds) {
    this.file = file;
    this.model = model;
    this.space = new EmbeddingSpace(file.sha256(), thresholds);
  }

  /** Loads the signature of the starter pack. */
  public static AppearanceReader load(ModelPack starter, ModelRuntime runtime) {
    ModelFile file = starter.file(ROLE);
    return new AppearanceReader(
        file, runtime.load(file, SIGNATURE), starter.parameters(ROLE, Thresholds.class));
  }

  @Override
  public SubjectKind kind() {
    return SubjectKind.APPEARANCE;
  }

  @Override
  public List<EmbeddingSpace> spaces() {
    return List.of(space);
  }

  @Override
  public List<Region> find(Photo photo, Cancellation cancellation) {
    return Saliency.regions(photo);
  }

  @Override
  public List<Look> read(Photo photo, Cancellation cancellation) {
    List<Look> looks = new ArrayList<>();
    for (Region region : find(photo, cancellation)) {
      try (Photo crop = Squares.around(photo, region, 1, LARGEST)) {
        looks.add(new Look(region, List.of(signature(crop, cancellation))));
      }
    }
    return looks;
  }

  @Override
  public void study(Photo photo, Consumer<Study> pupil, Cancellation cancellation) {
    for (Region region : find(photo, cancellation)) {
      try (Photo crop = Squares.around(photo, region, 1, LARGEST)) {
        if (region.score() > 0 && isTextured(crop)) {
          pupil.accept(new Study(region, region.score(), crop, embed(crop, cancellation)));
        }
      }
    }
  }

  private static boolean isTextured(Photo crop) {
    Region whole = new Region(0, 0, crop.width(), crop.height(), 1);
    try (Photo small = Squares.around(crop, whole, 1, SIDE)) {
      return Sharpness.of(small) >= FLAT;
    }
  }

  @Override
  public List<Embedding> embed(Photo crop, Cancellation cancellation) {
    try (Photo mirrored = Turns.mirrored(crop)) {
      return Embedding.means(
          List.of(signature(crop, cancellation)), List.of(signature(mirrored, cancellation)));
    }
  }

  Embedding signature(Photo crop, Cancellation cancellation) {
    Tensor result = Tensor.empty(ElementType.FLOAT32, 1, LENGTH);
    Photo small = Resize.to(crop, SIDE, SIDE);
    try {
      model.run(Map.of("crop", ColorInput.UNIT.tensor(small)), Map.of("sig", result), cancellation);
    } finally {
      if (small != crop) {
        small.close();
      }
    }
    return Embedding.of(space.id(), result.floatValues());
  }

  @Override
  public Photo portrait(Photo photo, Region region) {
    return Squares.around(photo, region, PORTRAIT, LARGEST);
  }

  @Override
  public List<ModelFile> models() {
    return List.of(file);
  }

  @Override
  public void close() {
    model.close();
  }
}
