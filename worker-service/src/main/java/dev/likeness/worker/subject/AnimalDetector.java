package dev.likeness.worker.subject;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import java.util.List;

/** Finds animals. Any thread may call it. */
public interface AnimalDetector extends AutoCloseable {
  /** The role that its model plays in a pack. */
  String ROLE = "subject.detect";

  /** Bird, cat, dog and horse among the 80 classes of COCO, which detectors are trained with. */
  List<Integer> CLASSES = List.of(14, 15, 16, 17);

  int ALL_CLASSES = 80;

  /**
   * Parameters of the role, each of which a pack may leave out.
   *
   * @param score least that counts as an animal
   * @param nms most that two animals may overlap
   */
  record Limits(double score, double nms) {}

  /** All animals of a photo, the surest first, in its pixels. */
  List<Region> detect(Photo photo, Cancellation cancellation);

  ModelFile model();

  @Override
  void close();

  /**
   * Loads the detector of a pack.
   *
   * @throws ModelException if it is not what its adapter expects
   */
  static AnimalDetector load(ModelPack pack, ModelRuntime runtime) {
    ModelFile file = pack.file(ROLE);
    return switch (pack.adapter(ROLE)) {
      case "yolox" ->
          YoloxDetector.load(file, runtime, pack.parameters(ROLE, YoloxDetector.LIMITS));
      case "rt-detr" ->
          QueryDetector.load(file, runtime, pack.parameters(ROLE, QueryDetector.LIMITS));
      default ->
          throw new ModelException(
              Reason.NOT_LOADED,
              file + " is for the adapter " + pack.adapter(ROLE) + ", expected yolox or rt-detr");
    };
  }
}
