package dev.likeness.callback.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.JobRenderer;
import dev.likeness.callback.query.ListingPage;
import dev.likeness.callback.query.QueuePlaces;
import dev.likeness.contract.Dollars;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.schema.v1.AttemptSnapshot;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackSnapshot;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.SubmissionSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job as JSON. Download URLs are signed at each rendering. Thread safe. */
public final class JobJson implements JobRenderer {
  /** How long download URLs work for whoever gets them at once. */
  public static final Duration URLS_LIVE = Duration.ofHours(24);

  private final SignedUrls urls;
  private final Duration urlsLive;
  private final QueuePlaces queues;
  private final InstantSource clock;
  private final JsonMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  /**
   * @param urlsLive how long download URLs work from the rendering on
   */
  public JobJson(SignedUrls urls, Duration urlsLive, QueuePlaces queues, InstantSource clock) {
    this.urls = urls;
    this.urlsLive = urlsLive;
    this.queues = queues;
    this.clock = clock;
  }

  @Override
  public byte[] render(JobSnapshot job) {
    return bytes(body(job));
  }

  /** A list of jobs, each as it is shown alone. */
  byte[] render(ListingPage page) {
    return bytes(
        new JobBody.Listed(
            page.jobs().stream().map(this::body).toList(),
            page.next().map(ListCursor::of).orElse(null)));
  }

  private byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a job can always be written as JSON", e);
    }
  }

  private JobBody body(JobSnapshot job) {
    return new JobBody(
        job.getJobId(),
        job.getStatus(),
        job.getOperation().name().toLowerCase(Locale.ROOT),
        job.getSequence(),
        job.getClientRequestId(),
        job.getTag(),
        parameters(job),
        source(job.getSource()),
        job.getCreatedAt(),
        job.getStartedAt(),
        job.getFinishedAt(),
        new JobBody.Progress(job.getStage(), job.getFraction()),
        queue(job),
        isShown(job) ? result(job.getOutcome()) : null,
        isShown(job)
            ? job.getOutcome().getIdentity().stream().map(JobJson::identity).toList()
            : List.of(),
        problem(job.getFailure()),
        cost(job),
        timings(job),
        job.getAttempts().stream().map(JobJson::attempt).toList(),
        callback(job));
  }

  private static Map<String, Object> parameters(JobSnapshot job) {
    var parameters = new TreeMap<String, Object>(job.getParameters());
    if (job.getOperation() != Operation.TRAIN) {
      parameters.put("num_output_images", job.getOutputCount());
    }
    return parameters;
  }

  private static JobBody.@Nullable Source source(@Nullable SubmissionSource source) {
    return source == null
        ? null
        : new JobBody.Source(source.getTopic(), source.getPartition(), source.getOffset());
  }

  private JobBody.@Nullable Queue queue(JobSnapshot job) {
    return job.getStatus() == JobStatus.QUEUED
        ? queues
            .placeOf(job)
            .map(place -> new JobBody.Queue(place.position(), place.estimatedStartAt()))
            .orElse(null)
        : null;
  }

  private static boolean isShown(JobSnapshot job) {
    return job.getStatus() == JobStatus.SUCCEEDED && job.getProfileDeletedAt() == null;
  }

  private static JobBody.Identity identity(IdentityReport report) {
    Double auditThreshold = report.getAuditThreshold();
    return new JobBody.Identity(
        report.getProfileId(),
        report.getOutput(),
        report.getKind(),
        report.getRecognised(),
        report.getScore(),
        report.getThreshold(),
        report.getRetention(),
        report.getPercentile(),
        report.getSpace(),
        auditThreshold == null
            ? null
            : new JobBody.Audit(report.getAuditScore(), auditThreshold, report.getAuditSpace()),
        report.getCandidate(),
        report.getCandidates());
  }

  private JobBody.Result result(Outcome outcome) {
    Instant expires = clock.instant().plus(urlsLive);
    return new JobBody.Result(
        new JobBody.KnownSubjects(outcome.getKnownSubjects()),
        List.of(),
        outcome.getOutputs().stream()
            .map(output -> urls.sign(output.getBlob().getKey(), expires).toString())
            .toList());
  }

  private static JobBody.Cost cost(JobSnapshot job) {
    Long charged = job.getCostMicros();
    return new JobBody.Cost(
        job.getReservedMicros(),
        charged,
        Dollars.amount(job.getReservedMicros()),
        charged == null ? null : Dollars.amount(charged));
  }

  private static Map<String, Long> timings(JobSnapshot job) {
    var timings = new TreeMap<String, Long>();
    if (job.getOutcome() != null) {
      job.getOutcome()
          .getTimingsMs()
          .forEach((stage, millis) -> timings.put(stage + "_ms", millis));
    }
    put(timings, "inputs_ms", job.getCreatedAt(), job.getInputsReadyAt());
    put(timings, "queued_ms", job.getCreatedAt(), job.getStartedAt());
    put(timings, "running_ms", job.getStartedAt(), job.getFinishedAt());
    put(timings, "total_ms", job.getCreatedAt(), job.getFinishedAt());
    return timings;
  }

  private static void put(
      Map<String, Long> timings, String name, @Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null) {
      timings.put(name, Math.max(0, to.toEpochMilli() - from.toEpochMilli())); // two clocks
    }
  }

  private static JobBody.Attempt attempt(AttemptSnapshot attempt) {
    return new JobBody.Attempt(
        attempt.getAttemptId(),
        attempt.getAttemptNumber(),
        attempt.getReleasedAt(),
        attempt.getStartedAt(),
        attempt.getFinishedAt(),
        attempt.getWorkerId(),
        problem(attempt.getFailure()));
  }

  private static JobBody.@Nullable Callback callback(JobSnapshot job) {
    CallbackSnapshot callback = job.getCallback();
    return callback == null
        ? null
        : new JobBody.Callback(
            callback.getUrl(),
            JobEnds.callbackStatus(job),
            callback.getAttempts().stream().map(JobJson::call).toList());
  }

  private static JobBody.Call call(CallbackAttempt attempt) {
    return new JobBody.Call(
        attempt.getCallbackId(),
        attempt.getAttemptNumber(),
        attempt.getAt(),
        attempt.getDurationMs(),
        attempt.getOutcome(),
        attempt.getStatusCode(),
        attempt.getDetail(),
        attempt.getNextAttemptAt());
  }

  private static JobBody.@Nullable Problem problem(@Nullable Failure failure) {
    return failure == null ? null : new JobBody.Problem(failure.getCode(), failure.getDetail());
  }
}
