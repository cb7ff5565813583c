package dev.likeness.worker.face;

import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.subject.Look;
import dev.likeness.worker.subject.Region;
import dev.likeness.worker.subject.Squares;
import dev.likeness.worker.subject.Study;
import dev.likeness.worker.subject.SubjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads people by their faces, whichever side of the photo is up. Any thread may call it. */
public final class FaceReader implements SubjectReader {
  /** Crops are kept four times as large as embedders see them: other models may want more. */
  private static final int CROP = 4;

  /** Head and shoulders: side of a portrait in multiples of the face's. */
  private static final double PORTRAIT = 2.2;

  private static final int LARGEST_PORTRAIT = 512;

  private final FaceDetector detector;
  private final List<FaceEmbedder> embedders;

  /**
   * @param embedders the one that decides, then those that audit it
   */
  FaceReader(FaceDetector detector, List<FaceEmbedder> embedders) {
    this.detector = new TurningDetector(detector);
    this.embedders = List.copyOf(embedders);
  }

  /** Loads the models of a pack: detector, embedder, and an auditing embedder if it has one. */
  public static FaceReader load(ModelPack pack, ModelRuntime runtime) {
    return load(
        pack, Optional.of(pack).filter(audited -> audited.has(FaceEmbedder.AUDIT)), runtime);
  }

  /**
   * Loads detector and embedder of a pack, and an auditing embedder of another or the same.
   *
   * @throws dev.likeness.worker.model.ModelException if they are not what their adapters expect
   */
  public static FaceReader load(ModelPack pack, Optional<ModelPack> auditor, ModelRuntime runtime) {
    FaceDetector detector = FaceDetector.load(pack, runtime);
    List<FaceEmbedder> embedders = new ArrayList<>();
    try {
      embedders.add(FaceEmbedder.load(pack, FaceEmbedder.ROLE, runtime));
      auditor
          .map(audits -> FaceEmbedder.load(audits, auditRole(audits), runtime))
          .ifPresent(embedders::add);
      return new FaceReader(detector, embedders);
    } catch (RuntimeException e) {
      embedders.forEach(FaceEmbedder::close);
      detector.close();
      throw e;
    }
  }

  private static String auditRole(ModelPack pack) {
    return pack.has(FaceEmbedder.AUDIT) ? FaceEmbedder.AUDIT : FaceEmbedder.ROLE;
  }

  @Override
  public SubjectKind kind() {
    return SubjectKind.PERSON;
  }

  @Override
  public List<EmbeddingSpace> spaces() {
    return embedders.stream().map(FaceEmbedder::space).toList();
  }

  /** Digest of the embedder that decides: what is made for another one does not fit. */
  public String space() {
    return embedders.getFirst().space().id();
  }

  /** Where faces are, the surest first. */
  public List<Face> detect(Photo photo, Cancellation cancellation) {
    return detector.detect(photo, cancellation);
  }

  /** How a face of the photo looks, in the space that decides. */
  public Embedding embed(Photo photo, Face face, Cancellation cancellation) {
    try (Photo crop = FaceAlignment.crop(photo, face, 1)) {
      return embedders.getFirst().embed(crop, cancellation);
    }
  }

  @Override
  public List<Region> find(Photo photo, Cancellation cancellation) {
    return detect(photo, cancellation).stream().map(Face::region).toList();
  }

  @Override
  public List<Look> read(Photo photo, Cancellation cancellation) {
    List<Look> looks = new ArrayList<>();
    for (Face face : detect(photo, cancellation)) {
      try (Photo crop = FaceAlignment.crop(photo, face, 1)) {
        looks.add(new Look(face.region(), seen(crop, cancellation)));
      }
    }
    return looks;
  }

  @Override
  public void study(Photo photo, Consumer<Study> pupil, Cancellation cancellation) {
    for (Face face : detect(photo, cancellation)) {
      try (Photo crop = FaceAlignment.crop(photo, face, CROP)) {
        double quality = FaceQuality.of(face, crop);
        if (quality > 0) {
          pupil.accept(new Study(face.region(), quality, crop, embed(crop, cancellation)));
        }
      }
    }
  }

  @Override
  public List<Embedding> embed(Photo crop, Cancellation cancellation) {
    try (Photo standard = FaceAlignment.standard(crop);
        Photo mirrored = Turns.mirrored(standard)) {
      return Embedding.means(seen(standard, cancellation), seen(mirrored, cancellation));
    }
  }

  private List<Embedding> seen(Photo standard, Cancellation cancellation) {
    return embedders.stream().map(embedder -> embedder.embed(standard, cancellation)).toList();
  }

  @Override
  public Photo portrait(Photo photo, Region region) {
    Photo portrait = Squares.around(photo, region, PORTRAIT, LARGEST_PORTRAIT);
    Photo upright = Turns.turned(portrait, -90.0 * region.turns());
    if (upright != portrait) {
      portrait.close();
    }
    return upright;
  }

  @Override
  public List<ModelFile> models() {
    return Stream.concat(Stream.of(detector.model()), embedders.stream().map(FaceEmbedder::model))
        .toList();
  }

  @Override
  public void close() {
    detector.close();
    embedders.forEach(FaceEmbedder::close);
  }
}
