package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.schema.v1.ResponseMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The answer to a synchronous caller whose job has ended. Thread safe. */
final class FinishedJobs {
  private static final Duration URLS_LIVE = Duration.ofHours(24);

  private final BlobStore blobs;
  private final SignedUrls urls;
  private final InstantSource clock;

  FinishedJobs(BlobStore blobs, SignedUrls urls, InstantSource clock) {
    this.blobs = blobs;
    this.urls = urls;
    this.clock = clock;
  }

  /**
   * @throws RefusalException with the job's own failure if it did not succeed
   */
  EditResponse responseOf(JobSnapshot job) {
    return switch (job.getStatus()) {
      case SUCCEEDED -> delivered(job);
      case FAILED -> throw failed(job);
      case EXPIRED -> throw refusal(job, FailureCode.TIMEOUT, "The job did not finish in time.");
      case CANCELED -> throw refusal(job, FailureCode.CANCELED, "The job was cancelled.");
      case QUEUED, IN_PROGRESS ->
          throw new IllegalStateException("job " + job.getJobId() + " has not ended");
    };
  }

  private EditResponse delivered(JobSnapshot job) {
    Outcome outcome = job.getOutcome();
    if (outcome == null) {
      throw refusal(job, FailureCode.INTERNAL, "The job has no result.");
    }
    var subjects = new EditResponse.KnownSubjects(outcome.getKnownSubjects());
    List<String> keys =
        outcome.getOutputs().stream().map(OutputImage::getBlob).map(blob -> blob.getKey()).toList();
    if (job.getResponseMode() == ResponseMode.BYTES) {
      return new EditResponse(
          subjects, keys.stream().map(key -> image(job, key)).toList(), List.of());
    }
    Instant expires = clock.instant().plus(URLS_LIVE);
    return new EditResponse(
        subjects,
        List.of(),
        keys.stream().map(key -> urls.sign(key, expires)).map(URI::toString).toList());
  }

  private StoredImage image(JobSnapshot job, String key) {
    if (!blobs.exists(key)) {
      throw refusal(job, FailureCode.INTERNAL, "An image of the result is gone.");
    }
    return new StoredImage(blobs, key);
  }

  private static RefusalException failed(JobSnapshot job) {
    Failure failure = job.getFailure();
    return failure == null
        ? refusal(job, FailureCode.INTERNAL, "The job failed.")
        : refusal(job, FailureCode.named(failure.getCode()), failure.getDetail());
  }

  private static RefusalException refusal(JobSnapshot job, FailureCode code, String detail) {
    return RefusalException.aboutJob(job.getJobId(), code, detail);
  }
}
