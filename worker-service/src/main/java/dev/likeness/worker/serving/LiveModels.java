package dev.likeness.worker.serving;

import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.batch.Attendance;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Serving;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the worker serves, and its replacement while attempts go on: the next models are loaded and
 * warmed up beside those that serve, then take over what begins from then on. An attempt ends with
 * the models that it began with, which are freed after the last of them. What cannot be loaded
 * changes nothing. Owns the models. Thread safe.
 */
public final class LiveModels implements Serving, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveModels.class);

  private final Supplier<ServedModels> loader;
  private final Attendance attempts;
  private final Generations<ServedModels> generations;
  private final ReentrantLock reloading = new ReentrantLock();

  private LiveModels(Supplier<ServedModels> loader, Attendance attempts) {
    this.loader = loader;
    this.attempts = attempts;
    this.generations = new Generations<>(loader.get(), LiveModels::free);
  }

  /**
   * Loads the first models.
   *
   * @param loader loads what the packs have now
   * @param attempts hears of who holds what is served
   * @throws ModelException if a pack cannot be used
   */
  public static LiveModels load(Supplier<ServedModels> loader, Attendance attempts) {
    return new LiveModels(loader, attempts);
  }

  @Override
  public Held hold() {
    Generations<ServedModels>.Held held = generations.hold();
    return new HeldModels(held, attempts.enter());
  }

  /** Runs what is served once, before the first attempt. */
  public void warmUp() {
    try (var held = generations.hold()) {
      held.value().warmUp();
    }
  }

  /** What the worker says about itself. */
  public List<LoadedPack> packs() {
    try (var held = generations.hold()) {
      return held.value().packs();
    }
  }

  /**
   * Reads the packs again, and serves what they have now.
   *
   * @return the packs that are served now
   * @throws ModelException if a pack cannot be used, or another reload is in progress; then what
   *     was served before is served on
   */
  public List<LoadedPack> reload() {
    if (!reloading.tryLock()) {
      throw new ModelException(Reason.BUSY, "the packs are being reloaded already");
    }
    long begin = System.nanoTime();
    try {
      ServedModels next = loaded();
      List<LoadedPack> packs = next.packs();
      generations.replace(next);
      LOG.atInfo()
          .addKeyValue("packs", packs.stream().map(LiveModels::name).toList())
          .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
          .log("packs reloaded");
      return packs;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the packs cannot be served, the models from before serve on");
      throw e;
    } finally {
      reloading.unlock();
    }
  }

  /** Frees the models, after the attempts that hold them. */
  @Override
  public void close() {
    generations.close();
  }

  private ServedModels loaded() {
    ServedModels next = loader.get();
    try {
      next.warmUp();
      return next;
    } catch (RuntimeException | Error e) {
      free(next);
      throw e;
    }
  }

  private static void free(ServedModels models) {
    try {
      models.close();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("models could not be freed");
    }
  }

  private static String name(LoadedPack pack) {
    return pack.getName() + " " + pack.getVersion();
  }

  private record HeldModels(Generations<ServedModels>.Held models, Attendance.Presence presence)
      implements Held {
    @Override
    public Map<Operation, OperationRunner> operations() {
      return models.value().operations();
    }

    @Override
    public void close() {
      presence.close();
      models.close();
    }
  }
}
