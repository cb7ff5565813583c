package dev.likeness.worker.batch;

import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.SignatureCheck;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/**
 * A runtime whose models put runs of several attempts together where they can: those with a free
 * batch dimension. Owns nothing: the runtime behind it is closed by who opened it.
 */
public final class BatchingRuntime implements ModelRuntime {
  private final ModelRuntime runtime;
  private final BatchSettings settings;
  private final IntSupplier callers;
  private final InstantSource time;

  /**
   * @param callers how many attempts are in progress: who is alone does not wait for company
   */
  public BatchingRuntime(
      ModelRuntime runtime, BatchSettings settings, IntSupplier callers, InstantSource time) {
    this.runtime = runtime;
    this.settings = settings;
    this.callers = callers;
    this.time = time;
  }

  @Override
  public Model load(ModelFile file, SignatureCheck check) {
    Model model = runtime.load(file, check);
    if (settings.most() == 1) {
      return model;
    }
    return BatchShape.of(model.signature())
        .<Model>map(shape -> new BatchedModel(model, shape, settings, callers, time))
        .orElse(model);
  }

  @Override
  public String provider() {
    return runtime.provider();
  }

  @Override
  public void close() {}
}
