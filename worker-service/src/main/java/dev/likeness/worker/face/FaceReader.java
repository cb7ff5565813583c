package dev.likeness.worker.face;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Thresholds;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import java.util.ArrayList;
import java.util.List;

/** Reads the faces in photos. Any thread may call it. */
public final class FaceReader implements AutoCloseable {
  private final FaceDetector detector;
  private final FaceEmbedder embedder;

  FaceReader(FaceDetector detector, FaceEmbedder embedder) {
    this.detector = detector;
    this.embedder = embedder;
  }

  /**
   * Loads detector and embedder of a pack.
   *
   * @throws dev.likeness.worker.model.ModelException if they are not what their adapters expect
   */
  public static FaceReader load(ModelPack pack, ModelRuntime runtime) {
    FaceDetector detector = FaceDetector.load(pack, runtime);
    try {
      return new FaceReader(detector, FaceEmbedder.load(pack, FaceEmbedder.ROLE, runtime));
    } catch (RuntimeException e) {
      detector.close();
      throw e;
    }
  }

  /** Where faces are, the surest first. */
  public List<Face> detect(Photo photo, Cancellation cancellation) {
    return detector.detect(photo, cancellation);
  }

  /** How a face of the photo looks. */
  public Embedding embed(Photo photo, Face face, Cancellation cancellation) {
    try (Photo crop = FaceAlignment.crop(photo, face, 1)) {
      return embedder.embed(crop, cancellation);
    }
  }

  /** How a face looks that was cut out before, in any size. */
  public Embedding embed(Photo crop, Cancellation cancellation) {
    try (Photo standard = FaceAlignment.standard(crop)) {
      return embedder.embed(standard, cancellation);
    }
  }

  /** All faces, the surest first. */
  public List<FoundFace> read(Photo photo, Cancellation cancellation) {
    List<FoundFace> found = new ArrayList<>();
    for (Face face : detect(photo, cancellation)) {
      found.add(new FoundFace(face, embed(photo, face, cancellation)));
    }
    return found;
  }

  /** Digest of the embedder: what is read with another one does not compare. */
  public String space() {
    return embedder.space();
  }

  public Thresholds thresholds() {
    return embedder.thresholds();
  }

  /** The model files in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(detector.model(), embedder.model());
  }

  @Override
  public void close() {
    detector.close();
    embedder.close();
  }
}
