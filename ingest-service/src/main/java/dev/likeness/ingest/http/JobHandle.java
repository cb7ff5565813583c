package dev.likeness.ingest.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Answer to an accepted asynchronous request.
 *
 * @param pollUrl where the job can be asked for, at once
 * @param status always {@code QUEUED}
 * @param createdAt ISO 8601, in UTC
 */
record JobHandle(
    @JsonProperty("job_id") String jobId,
    @JsonProperty("poll_url") String pollUrl,
    String status,
    @JsonProperty("created_at") String createdAt) {}
