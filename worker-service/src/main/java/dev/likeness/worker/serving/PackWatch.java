package dev.likeness.worker.serving;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.thread.SupervisedThread;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import io.dropwizard.lifecycle.Managed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the {@code pack.json} of each pack now and then, and reloads when one has become
 * another. What could not be loaded is tried again when it changes again. Owns a thread.
 */
public final class PackWatch implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(PackWatch.class);
  private static final String MANIFEST = "pack.json";

  private final List<Path> packs;
  private final Duration interval;
  private final Runnable reload;
  private final SupervisedThread thread = new SupervisedThread("pack-watch", this::watch);
  private Map<Path, String> seen;

  /**
   * @param packs directories
   * @param interval between two looks; zero for never
   * @param reload may throw a {@link ModelException}
   */
  public PackWatch(List<Path> packs, Duration interval, Runnable reload) {
    this.packs = List.copyOf(packs);
    this.interval = interval;
    this.reload = reload;
    this.seen = manifests();
  }

  @Override
  public void start() {
    if (interval.isPositive()) {
      thread.start();
    }
  }

  /** Healthy while packs are watched, or are not to be. */
  public HealthCheck healthCheck() {
    HealthCheck watching = thread.healthCheck();
    return new HealthCheck() {
      @Override
      protected Result check() {
        return interval.isPositive() ? watching.execute() : Result.healthy("packs are not watched");
      }
    };
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  private void watch(SupervisedThread self) throws InterruptedException {
    while (!self.pause(interval)) {
      look();
    }
  }

  private void look() {
    Map<Path, String> now = manifests();
    if (now.equals(seen)) {
      return;
    }
    try {
      LOG.atInfo().log("a pack has changed");
      reload.run();
      seen = now;
    } catch (ModelException e) {
      if (e.reason() != Reason.BUSY) {
        seen = now;
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the watch.
      LOG.atWarn().setCause(e).log("the packs could not be reloaded");
      seen = now;
    }
  }

  /** Digest of each; empty for one that is not there, as in a known layout. */
  private Map<Path, String> manifests() {
    Map<Path, String> manifests = new TreeMap<>();
    for (Path pack : packs) {
      manifests.put(pack, manifest(pack.resolve(MANIFEST)));
    }
    return manifests;
  }

  private static String manifest(Path file) {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }
}
