package dev.likeness.worker.model;

/** Executes models on one device. */
public interface ModelRuntime extends AutoCloseable {
  /**
   * Loads a model for callers that can use what {@code check} lets pass.
   *
   * @throws ModelException if the file cannot be loaded, or with the difference if its signature is
   *     another one
   */
  Model load(ModelFile file, SignatureCheck check);

  /** Where models run: {@code CPU} or {@code CUDA}. */
  String provider();

  /**
   * Refuses what waits, lets the run in progress end and frees the device. Models loaded here are
   * unusable afterwards.
   */
  @Override
  void close();
}
