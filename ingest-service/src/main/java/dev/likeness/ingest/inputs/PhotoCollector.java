package dev.likeness.ingest.inputs;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.ingest.photos.ImageFetcher.Fetched;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.Photo;
import dev.likeness.ingest.photos.PhotoCheck;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.RemotePhoto;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches, checks and stores the photos of a job, side by side. Every photo goes under a name that
 * follows from its content, so that doing it twice is doing it once. Thread safe; calls block.
 */
final class PhotoCollector {

  /** What became of one photo. */
  private sealed interface Obtained {
    record Stored(BlobRef reference) implements Obtained {}

    record Failed(Refusal refusal, boolean retryable) implements Obtained {}

    /** Not tried; it may go better another time. */
    record Postponed(Refusal refusal) implements Obtained {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(PhotoCollector.class);
  private static final Refusal FAULT_OF_OURS =
      Refusal.of(
          FailureCode.INTERNAL, "The image could not be fetched by a fault of this service.");

  private static final Refusal HOST_NOT_WELL =
      Refusal.of(
          FailureCode.IMAGE_UNREACHABLE,
          "The image URL's host does not answer as it should at the moment.");

  private final ImageFetcher fetcher;
  private final FetchRoom room;
  private final Predicate<String> cancelled;
  private final PhotoCheck check;
  private final BlobStore blobs;
  private final StorageQuota quota;
  private final InstantSource clock;
  private final InputsMetrics metrics;

  /**
   * @param cancelled whether the job of that id has ended
   */
  PhotoCollector(
      ImageFetcher fetcher,
      FetchRoom room,
      Predicate<String> cancelled,
      PhotoCheck check,
      BlobStore blobs,
      StorageQuota quota,
      InstantSource clock,
      InputsMetrics metrics) {
    this.fetcher = fetcher;
    this.room = room;
    this.cancelled = cancelled;
    this.check = check;
    this.blobs = blobs;
    this.quota = quota;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * The answer to {@code due}.
   *
   * @throws BlobStoreException if the photos cannot be stored now
   * @throws CancellationException if the job has ended
   */
  InputsReady collect(InputsDue due) throws InterruptedException {
    List<Obtained> photos = obtainAll(due);
    var answer =
        InputsReady.newBuilder()
            .setJobId(due.getJobId())
            .setAccount(due.getAccount())
            .setAttemptNumber(due.getAttemptNumber())
            .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    int worst = worst(photos);
    return switch (photos.get(worst)) {
      case Obtained.Stored _ -> answer.setInputs(references(photos)).build();
      case Obtained.Failed(Refusal refusal, boolean retryable) ->
          answer
              .setFailure(failure(refusal, worst + 1, photos.size()))
              .setRetryable(retryable)
              .build();
      case Obtained.Postponed(Refusal refusal) -> {
        metrics.postponed();
        yield answer
            .setFailure(failure(refusal, worst + 1, photos.size()))
            .setRetryable(true)
            .setPostponed(true)
            .build();
      }
    };
  }

  /** Where the photo stands that decides about the job: the first of those that are worst off. */
  private static int worst(List<Obtained> photos) {
    int worst = 0;
    for (int i = 1; i < photos.size(); i++) {
      if (severity(photos.get(i)) > severity(photos.get(worst))) {
        worst = i;
      }
    }
    return worst;
  }

  /** What was tried in vain counts, whatever became of the others. */
  private static int severity(Obtained photo) {
    return switch (photo) {
      case Obtained.Stored _ -> 0;
      case Obtained.Postponed _ -> 1;
      case Obtained.Failed failed -> failed.retryable() ? 2 : 3;
    };
  }

  private static List<BlobRef> references(List<Obtained> photos) {
    return photos.stream()
        .filter(Obtained.Stored.class::isInstance)
        .map(photo -> ((Obtained.Stored) photo).reference())
        .toList();
  }

  private static Failure failure(Refusal refusal, int number, int of) {
    String which = of == 1 ? "" : "Photo " + number + " of " + of + ": ";
    return new Failure(refusal.code().name(), which + refusal.detail());
  }

  private List<Obtained> obtainAll(InputsDue due) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<Obtained>>();
      for (Object source : due.getSources()) {
        work.add(threads.submit(() -> obtain(due, source)));
      }
      try {
        return results(work);
      } catch (InterruptedException | RuntimeException e) {
        threads.shutdownNow();
        throw e;
      }
    }
  }

  private static List<Obtained> results(List<Future<Obtained>> work) throws InterruptedException {
    var results = new ArrayList<Obtained>();
    for (Future<Obtained> one : work) {
      try {
        results.add(one.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException thrown
            ? thrown
            : new IllegalStateException(e.getCause());
      }
    }
    return results;
  }

  private Obtained obtain(InputsDue due, Object source) throws InterruptedException {
    return switch (source) {
      case BlobRef stored -> new Obtained.Stored(stored);
      case RemotePhoto remote -> fetch(due, remote.getUrl());
      default -> throw new IllegalArgumentException("not a source: " + source.getClass());
    };
  }

  private Obtained fetch(InputsDue due, String url) throws InterruptedException {
    var visit = new FetchRoom.Visit(due.getJobId(), due.getAccount(), hostOf(url));
    Obtained obtained =
        switch (room.enter(visit)) {
          case FetchRoom.Entry.In(var place) -> fetch(due, url, place);
          case FetchRoom.Entry.Dismissed() ->
              throw new CancellationException("nobody needs the photos any more");
          case FetchRoom.Entry.TurnedAway() -> new Obtained.Postponed(HOST_NOT_WELL);
        };
    if (obtained instanceof Obtained.Failed failed) {
      metrics.failed(failed.refusal().code());
    }
    return obtained;
  }

  private Obtained fetch(InputsDue due, String url, FetchRoom.Place place) {
    Instant begin = clock.instant();
    boolean well = true;
    try {
      if (cancelled.test(due.getJobId())) {
        throw new CancellationException("nobody needs the photos any more");
      }
      switch (fetcher.fetch(url)) {
        case Fetched.Failed failed -> {
          well = !failed.retryable();
          return new Obtained.Failed(failed.refusal(), failed.retryable());
        }
        case Fetched.Bytes fetched -> {
          return look(due, fetched.bytes(), begin);
        }
      }
    } catch (BlobStoreException | CancellationException e) {
      throw e; // passes, and says nothing about this photo
    } catch (RuntimeException
        | Error e) { // this photo's: without a bound it would be tried for ever
      LOG.atError()
          .addKeyValue("jobId", due.getJobId())
          .setCause(e)
          .log("a photo could not be fetched for an unexpected reason");
      return new Obtained.Failed(FAULT_OF_OURS, true);
    } finally {
      place.leave(well);
    }
  }

  private Obtained look(InputsDue due, byte[] bytes, Instant begin) {
    return switch (check.check(bytes)) {
      case PhotoCheck.Checked.Refused refused -> new Obtained.Failed(refused.refusal(), false);
      case PhotoCheck.Checked.Good good -> {
        Optional<Refusal> noRoom = quota.take(due.getAccount(), bytes.length);
        if (noRoom.isPresent()) {
          yield new Obtained.Failed(noRoom.get(), false);
        }
        BlobRef reference = store(due, good.photo());
        metrics.fetched(Duration.between(begin, clock.instant()), bytes.length);
        yield new Obtained.Stored(reference);
      }
    };
  }

  private BlobRef store(InputsDue due, Photo photo) {
    String key =
        due.getOperation() == Operation.TRAIN
            ? BlobKeys.trainingPhoto(due.getAccount(), due.getJobId(), photo.sha256())
            : BlobKeys.fetchedInput(due.getAccount(), due.getJobId(), photo.sha256());
    blobs.put(key, photo.bytes());
    return photo.reference(key);
  }

  /** Not checked yet, and only used to share out the room. */
  private static String hostOf(String url) {
    try {
      return HttpUrl.parse(url).host();
    } catch (UrlSyntaxException e) {
      return "";
    }
  }
}
