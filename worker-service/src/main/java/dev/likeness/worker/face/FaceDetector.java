package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import java.util.List;

/** Finds faces. Any thread may call it. */
public interface FaceDetector extends AutoCloseable {
  /** The role that its model plays in a pack. */
  String ROLE = "face.detect";

  /**
   * Parameters of the role.
   *
   * @param score least that counts as a face
   * @param nms most that two faces may overlap
   */
  record Limits(double score, double nms) {}

  /**
   * All faces of a photo, the surest first, in its pixels.
   *
   * @throws ModelException if the model fails
   */
  List<Face> detect(Photo photo, Cancellation cancellation);

  ModelFile model();

  @Override
  void close();

  /**
   * Loads the detector of a pack.
   *
   * @throws ModelException if it is not what its adapter expects
   */
  static FaceDetector load(ModelPack pack, ModelRuntime runtime) {
    ModelFile file = pack.file(ROLE);
    Limits limits = pack.parameters(ROLE, Limits.class);
    return switch (pack.adapter(ROLE)) {
      case "yunet" -> YuNetDetector.load(file, runtime, limits);
      case "scrfd" -> ScrfdDetector.load(file, runtime, limits);
      default ->
          throw new ModelException(
              Reason.NOT_LOADED,
              file + " is for the adapter " + pack.adapter(ROLE) + ", expected yunet or scrfd");
    };
  }
}
