package dev.likeness.bench;

import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether the memory of a worker's process stays where it is. A worker, started with the settings
 * of every installation ({@code infra/jvm/worker.options}), gets a thousand photos of 0.1 to 50
 * megapixels, for all operations that the starter pack has, as many at a time as it has slots.
 * After each fifty its memory is printed. Goal: no more than the limit of its container, ever, and
 * no more in the second half than in the first.
 */
final class MemoryBench implements AutoCloseable {
  private static final int SLOTS = 3;
  private static final int STEP = 50;
  private static final long SEED = 1;
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final int jobs;
  private final MixedPhotos photos;
  private final AttemptQueue queue;
  private final ServerProcess worker;

  /**
   * @param directory for the broker and the blobs
   * @param jobs how many photos
   */
  MemoryBench(Path directory, int jobs) throws Exception {
    this.jobs = jobs;
    Path blobs = directory.resolve("blobs");
    photos = new MixedPhotos(new FileSystemBlobStore(blobs), SEED);
    queue = new AttemptQueue(directory);
    int adminPort = FreePorts.choose(1).get(0);
    worker =
        ServerProcess.start(
            JvmOptions.of("worker"),
            List.of("dev.likeness.worker.WorkerApplication"),
            settings(blobs, adminPort),
            adminPort,
            directory.resolve("worker.log"));
  }

  /** Prints its findings. */
  void run() throws Exception {
    System.out.println("| photos | worker now MiB | worker at most MiB | its children MiB |");
    System.out.println("|---|---|---|---|");
    print(0);
    Set<String> pending = new HashSet<>();
    int begun = 0;
    int done = 0;
    long end = System.nanoTime() + LIMIT.toNanos();
    while (done < jobs) {
      while (begun < jobs && pending.size() <= SLOTS) {
        pending.add(send(begun++));
      }
      for (String job : queue.succeeded(POLL)) {
        if (pending.remove(job)) {
          done++;
          end = System.nanoTime() + LIMIT.toNanos();
          if (done % STEP == 0) {
            print(done);
          }
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("no photo was done in " + LIMIT);
      }
    }
  }

  @Override
  public void close() {
    worker.close();
    queue.close();
  }

  private void print(int done) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %d |%n",
        done,
        worker.memoryMebibytes(),
        worker.peakMemoryMebibytes(),
        worker.memoryOfChildrenMebibytes());
  }

  private String send(int number) {
    String job = "photo-" + number;
    Operation operation = operation(number);
    BlobRef photo = photos.next();
    List<BlobRef> inputs =
        operation == Operation.REMIX ? List.of(photo, photos.reference()) : List.of(photo);
    String prompt = operation == Operation.EDIT ? "brighter, warmer, more contrast" : "";
    queue.send(job, operation, prompt, inputs, LIMIT);
    return job;
  }

  /** Of ten photos six are enhanced, three edited, and one is given another look. */
  private static Operation operation(int number) {
    return switch (number % 10) {
      case 3, 6, 8 -> Operation.EDIT;
      case 9 -> Operation.REMIX;
      default -> Operation.ENHANCE;
    };
  }

  private Map<String, String> settings(Path blobs, int adminPort) {
    var settings = new HashMap<>(JvmOptions.ENVIRONMENT);
    settings.putAll(queue.workerSettings());
    settings.put("LIKENESS_BLOB_ROOT", blobs.toString());
    settings.put("LIKENESS_WORKER_SLOTS", Integer.toString(SLOTS));
    settings.put("LIKENESS_WORKER_ADMIN_PORT", Integer.toString(adminPort));
    return settings;
  }
}
