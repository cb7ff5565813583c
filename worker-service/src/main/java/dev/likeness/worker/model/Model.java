package dev.likeness.worker.model;

import java.util.Map;

/** A loaded model. Any thread may call it; runs are executed one after the other. */
public interface Model extends AutoCloseable {
  /** What it declares. */
  ModelSignature signature();

  /**
   * Runs the model once and returns when the outputs are written.
   *
   * @param inputs every declared input by name
   * @param outputs declared outputs by name, with the shape that this run will give; those left out
   *     are not computed
   * @throws ModelException if the model fails or the device is too busy
   * @throws RunCancelled if cancellation was requested before the end; the outputs are undefined
   */
  void run(Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation);

  /** Frees the model after runs in progress. */
  @Override
  void close();
}
