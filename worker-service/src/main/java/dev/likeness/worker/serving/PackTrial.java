package dev.likeness.worker.serving;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads packs with the very code by which a worker loads them, and knows afterwards which models
 * that were: what a trial accepts, a worker accepts. Owns what it has loaded, not the runtime.
 */
public final class PackTrial implements AutoCloseable {
  private final ServedModels served;
  private final List<Watched> watched;

  private PackTrial(ServedModels served, List<Watched> watched) {
    this.served = served;
    this.watched = watched;
  }

  /**
   * Loads the packs.
   *
   * @throws dev.likeness.worker.model.ModelException if a worker would not take them
   */
  public static PackTrial load(ServingSettings settings, ModelRuntime runtime, Workbench bench) {
    List<Watched> watched = new CopyOnWriteArrayList<>();
    return new PackTrial(
        ServedModels.load(settings, new WatchedRuntime(runtime, watched), bench), watched);
  }

  /**
   * A model that was loaded.
   *
   * @param loading how long that took
   * @param runs how often it has run since
   * @param running how long all of these took
   */
  public record Loaded(ModelFile file, Duration loading, long runs, Duration running) {}

  /** All models in use, in the order in which they were loaded, those of the starter pack too. */
  public List<Loaded> loaded() {
    return watched.stream().map(Watched::state).toList();
  }

  /** What a worker does before it is ready; how long it took. */
  public Duration warmUp() {
    long begin = System.nanoTime();
    served.warmUp();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public void close() {
    served.close();
  }

  private record WatchedRuntime(ModelRuntime runtime, List<Watched> watched)
      implements ModelRuntime {
    @Override
    public Model load(ModelFile file, SignatureCheck check) {
      long begin = System.nanoTime();
      Model model = runtime.load(file, check);
      Watched one = new Watched(file, model, Duration.ofNanos(System.nanoTime() - begin));
      watched.add(one);
      return one;
    }

    @Override
    public String provider() {
      return runtime.provider();
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private static final class Watched implements Model {
    private final ModelFile file;
    private final Model model;
    private final Duration loading;
    private final LongAdder runs = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Watched(ModelFile file, Model model, Duration loading) {
      this.file = file;
      this.model = model;
      this.loading = loading;
    }

    Loaded state() {
      return new Loaded(file, loading, runs.sum(), Duration.ofNanos(nanos.sum()));
    }

    @Override
    public ModelSignature signature() {
      return model.signature();
    }

    @Override
    public void run(
        Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
      long begin = System.nanoTime();
      model.run(inputs, outputs, cancellation);
      nanos.add(System.nanoTime() - begin);
      runs.increment();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
