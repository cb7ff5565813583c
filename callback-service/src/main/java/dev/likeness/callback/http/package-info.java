/**
 * The HTTP edge.
 *
 * <pre>
 *   GET /v1/phota/jobs/{job_id}?wait=  a customer's job, as JSON
 *   GET /v1/phota/webhook-secret       with what a customer checks our webhooks; POST .../rotate
 *   GET /v1/phota/usage?from=&amp;to=      a customer's credit, and what was charged
 *   GET /internal/jobs/{job_id}?wait=  any job, as Avro: for ingest and for peers, never public
 *   GET /internal/usage/{account}      any account's use, as Avro: for peers, never public
 * </pre>
 *
 * <p>{@link dev.likeness.callback.http.JobJson} is the one form of a job in JSON, in answers and in
 * webhooks. The only package that imports JAX-RS and Jackson.
 */
@NullMarked
package dev.likeness.callback.http;

import org.jspecify.annotations.NullMarked;
