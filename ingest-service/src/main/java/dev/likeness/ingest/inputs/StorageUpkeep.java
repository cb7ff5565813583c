package dev.likeness.ingest.inputs;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.thread.SupervisedThread;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the blob store every few minutes, on a thread of its own: counts what each account
 * has stored, and removes orphans, which are input photos older than any job that could need them.
 * Orphans are what an instance stored for a job whose command it then did not get written: no
 * record names them, so nothing but their age can tell.
 */
public final class StorageUpkeep implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(StorageUpkeep.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /**
   * How it is done.
   *
   * @param every from the end of one round to the begin of the next
   * @param inputsNeededFor how long after it was stored an input photo may still be needed
   * @param removesOrphans whether this instance removes them, or only counts
   */
  public record Settings(Duration every, Duration inputsNeededFor, boolean removesOrphans) {}

  private final BlobStore blobs;
  private final StorageQuota quota;
  private final Settings settings;
  private final InstantSource clock;
  private final InputsMetrics metrics;
  private final SupervisedThread thread;

  public StorageUpkeep(
      BlobStore blobs,
      StorageQuota quota,
      Settings settings,
      InstantSource clock,
      InputsMetrics metrics) {
    this.blobs = blobs;
    this.quota = quota;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    this.thread = SupervisedThread.every("storage-upkeep", settings.every(), this::once);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stop() throws InterruptedException {
    thread.interrupt();
    if (!thread.stop(STOP_LIMIT)) {
      LOG.atWarn().log("going through the blob store did not stop in time");
    }
  }

  /** Unhealthy while rounds fail: the counts of the last round stay in force. */
  public HealthCheck healthCheck() {
    return thread.healthCheck();
  }

  /** One round. */
  void once() {
    if (settings.removesOrphans()) {
      blobs.deleteAllUnder(BlobKeys.INPUTS, clock.instant().minus(settings.inputsNeededFor()));
    }
    quota.countBegins();
    Map<String, Long> bytes = new HashMap<>(blobs.bytesUnder(BlobKeys.INPUTS));
    blobs
        .bytesUnder(BlobKeys.PROFILES)
        .forEach((account, ofProfiles) -> bytes.merge(account, ofProfiles, Long::sum));
    quota.countEnds(bytes);
    metrics.counted(bytes.values().stream().mapToLong(Long::longValue).sum());
  }
}
