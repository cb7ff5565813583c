package dev.likeness.callback.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.callback.lifecycle.JobEnds.CallbackStatus;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The job object ({@code Job} in the API). Fields stand in this order, with underscores in their
 * names, and are null rather than absent.
 *
 * @param sequence grows with every change: drop what is not newer than what you have
 * @param parameters what was asked for, by the names of the request's fields
 * @param source null unless a record of a topic asked for the job
 * @param queue null unless the job is queued and something is known of its queue
 * @param result null until the job succeeded
 * @param identity one for each image and profile that was looked for
 * @param error null unless the job ended without success
 * @param timings milliseconds by what they were spent on, each name ending in {@code _ms}
 * @param callback null if the job was submitted without a callback URL
 */
record JobBody(
    String jobId,
    JobStatus status,
    String operation,
    long sequence,
    @Nullable String clientRequestId,
    @Nullable String tag,
    Map<String, Object> parameters,
    @Nullable Source source,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Progress progress,
    @Nullable Queue queue,
    @Nullable Result result,
    List<Identity> identity,
    @Nullable Problem error,
    Cost cost,
    Map<String, Long> timings,
    List<Attempt> attempts,
    @Nullable Callback callback) {

  /** The record that asked for the job. */
  record Source(String topic, int partition, long offset) {}

  /**
   * How far the job is.
   *
   * @param stage null unless an attempt runs
   * @param fraction 0 to 1
   */
  record Progress(@Nullable String stage, float fraction) {}

  /**
   * An estimate.
   *
   * @param position 1 if no job comes before this one; 0 if it waits for a worker to take it
   */
  record Queue(long position, @Nullable Instant estimatedStartAt) {}

  /** Phota's {@code EditResponse}. */
  record Result(KnownSubjects knownSubjects, List<String> images, List<String> downloadUrls) {}

  record KnownSubjects(Map<String, Integer> counts) {}

  /**
   * How well one delivered image keeps the identity of one profile: {@code IdentityReport}.
   *
   * @param audit null without a second opinion
   */
  record Identity(
      String profileId,
      int output,
      String kind,
      boolean recognised,
      double score,
      double threshold,
      @Nullable Double retention,
      double percentile,
      String space,
      @Nullable Audit audit,
      int candidate,
      int candidates) {}

  /**
   * What a second, independent model says.
   *
   * @param score null if there was nothing to compare
   */
  record Audit(@Nullable Double score, double threshold, String space) {}

  record Problem(String code, String detail) {}

  /**
   * Money twice: exact in micro-dollars, readable in dollars.
   *
   * @param chargedMicros null until the job ended
   */
  record Cost(
      long reservedMicros,
      @Nullable Long chargedMicros,
      String reservedUsd,
      @Nullable String chargedUsd) {}

  record Attempt(
      String attemptId,
      int attemptNumber,
      Instant releasedAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String workerId,
      @Nullable Problem error) {}

  record Callback(String url, CallbackStatus status, List<Call> attempts) {}

  /**
   * {@code JobList} in the API.
   *
   * @param nextCursor null at the end of the list
   */
  record Listed(List<JobBody> jobs, @Nullable String nextCursor) {}

  /** One attempt to deliver the webhook. */
  record Call(
      @JsonProperty("webhook_id") String callbackId,
      int attemptNumber,
      Instant at,
      long durationMs,
      CallbackOutcome outcome,
      @Nullable Integer statusCode,
      String detail,
      @Nullable Instant nextAttemptAt) {}
}
