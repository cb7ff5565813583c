package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Submit;
import java.time.Instant;

/**
 * The request that made a job: the first {@code Submit} of its id.
 *
 * @param createdAt when the edge accepted it
 */
public record JobRequest(JobId id, String account, Instant createdAt, Submit submit) {}
