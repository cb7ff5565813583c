package dev.likeness.worker.pipeline;

import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import java.util.List;

/**
 * Two models that change photos together: the first looks at all of a photo and chooses parameters,
 * the second applies them to a part of it.
 *
 * @param files in use, for the provenance of results
 */
record ModelPair(List<ModelFile> files, Model analyze, Model apply) implements AutoCloseable {
  /** A role of a pack, and the signature that its model must have. */
  record Part(String role, ModelSignature signature) {}

  ModelPair {
    files = List.copyOf(files);
  }

  /**
   * Loads both or none.
   *
   * @throws ModelException if the pack does not have them, or they are not what they should be
   */
  static ModelPair load(ModelPack pack, ModelRuntime runtime, Part analyze, Part apply) {
    ModelFile first = pack.file(analyze.role);
    ModelFile second = pack.file(apply.role);
    Model analyzes = runtime.load(first, analyze.signature);
    try {
      return new ModelPair(List.of(first, second), analyzes, runtime.load(second, apply.signature));
    } catch (RuntimeException e) {
      analyzes.close();
      throw e;
    }
  }

  /** Frees the models. */
  @Override
  public void close() {
    apply.close();
    analyze.close();
  }
}
