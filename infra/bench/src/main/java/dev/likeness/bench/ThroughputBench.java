package dev.likeness.bench;

import ai.onnxruntime.OrtException;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.WorkerApplication;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a queue of photos takes in the worker, as users run it, against a bare loop.
 *
 * <p>Subject: the whole worker, between a real broker and a folder of blobs. The time begins when
 * the first attempt is put into its queue, and ends when the last result was reported. It leases,
 * renews and accepts each attempt, reads the photo, decodes, runs, encodes with the mark, stores
 * the result durably, and reports progress and outcome.
 *
 * <p>Baseline: as many threads as the worker has slots, each of which decodes (same decoder), waits
 * for its turn, runs the same two sessions, and encodes (same encoder) a photo that is in memory;
 * the result is dropped.
 *
 * <p>Goal: the worker has at least 0.95 of the baseline's throughput, which is a time of at most
 * 1.053 times the baseline's.
 */
final class ThroughputBench implements AutoCloseable {
  private static final int SIDE = 1024;
  private static final int PHOTOS = 8;
  private static final int SLOTS = 3;
  private static final Duration POLL = Duration.ofMillis(10);

  /** Pause between two looks, so that looking does not take the processor from the worker. */
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final int jobs;
  private final List<byte[]> photos = new ArrayList<>();
  private final List<BlobRef> stored = new ArrayList<>();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final ImageEncoder encoder = new ImageEncoder();
  private final AttemptQueue queue;
  private final RunningService worker;
  private final BareSessions sessions;
  private int round;

  /**
   * @param directory for the broker and the blobs
   * @param jobs in the queue each time
   */
  ThroughputBench(Path directory, int jobs) throws Exception {
    this.jobs = jobs;
    var blobs = new FileSystemBlobStore(directory.resolve("blobs"));
    for (int i = 0; i < PHOTOS; i++) {
      byte[] jpeg = BenchPhotos.jpeg(SIDE, i);
      photos.add(jpeg);
      stored.add(stored(blobs, "bench/" + i + ".jpg", jpeg));
    }
    queue = new AttemptQueue(directory);
    worker =
        RunningService.start(
            started -> new WorkerApplication(settings(directory), started), "worker.yml");
    sessions = new BareSessions(Runtime.getRuntime().availableProcessors());
  }

  PairedRuns.Result run(PairedRuns runs) throws Exception {
    return runs.compare(this::bare, this::asTheWorker);
  }

  @Override
  public void close() throws OrtException {
    sessions.close();
    worker.close();
    queue.close();
  }

  private void asTheWorker() throws Exception {
    String name = "round-" + round++;
    Set<String> waited = new HashSet<>();
    for (int i = 0; i < jobs; i++) {
      String job = name + "-" + i;
      waited.add(job);
      queue.send(job, Operation.ENHANCE, "", List.of(stored.get(i % PHOTOS)), LIMIT);
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!waited.isEmpty()) {
      LockSupport.parkNanos(LOOK_NANOS);
      queue.succeeded(POLL).forEach(waited::remove);
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(waited.size() + " jobs were not done in " + LIMIT);
      }
    }
  }

  private void bare() throws Exception {
    var next = new AtomicInteger();
    var turn = new ReentrantLock(true);
    var threads = new ArrayList<Future<?>>();
    try (var pool = Executors.newFixedThreadPool(SLOTS)) {
      for (int i = 0; i < SLOTS; i++) {
        threads.add(
            pool.submit(
                () -> {
                  for (int job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                    bare(photos.get(job % PHOTOS), turn);
                  }
                  return true;
                }));
      }
      for (Future<?> thread : threads) {
        var _ = thread.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare loop failed", e);
    }
  }

  private void bare(byte[] file, ReentrantLock turn) throws OrtException {
    try (Photo photo = decoder.decode(file);
        Photo better = Photo.allocate(photo.width(), photo.height())) {
      turn.lock();
      try {
        sessions.run(photo.pixels(), better.pixels(), photo.width(), photo.height());
      } finally {
        turn.unlock();
      }
      byte[] encoded = encoder.encode(better, ImageFormat.JPEG);
      if (encoded.length == 0) {
        throw new IllegalStateException("nothing was encoded");
      }
    }
  }

  private static BlobRef stored(FileSystemBlobStore blobs, String key, byte[] jpeg) {
    blobs.put(key, jpeg);
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType("image/jpeg")
        .setBytes(jpeg.length)
        .setSha256(Sha256.hex(jpeg))
        .build();
  }

  private Map<String, String> settings(Path directory) {
    var settings = new HashMap<>(queue.workerSettings());
    settings.put("LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString());
    settings.put("LIKENESS_WORKER_SLOTS", Integer.toString(SLOTS));
    settings.put("LIKENESS_WORKER_HEIC", "false");
    settings.put("LIKENESS_WORKER_ADMIN_PORT", "0");
    return settings;
  }
}
