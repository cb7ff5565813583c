/**
 * The HTTP edge.
 *
 * <pre>
 *   GET  /v1/phota/jobs                            a customer's jobs, as JSON
 *   GET  /v1/phota/jobs/{job_id}?wait=             one of them
 *   GET  /v1/phota/profiles/ids?tag=               a customer's profiles
 *   GET  /v1/phota/profiles/{id}/status            one of them
 *   GET  /v1/phota/profiles/{id}/profile_picture   its face, as JPEG
 *   GET  /v1/phota/webhook-secret                  with what a customer checks our webhooks
 *   POST /v1/phota/webhook-secret/rotate           another one
 *   GET  /v1/phota/usage?from=&amp;to=                 a customer's credit, and what was charged
 *   GET  /internal/jobs/{job_id}?account=&amp;wait=&amp;until=  any job, as Avro: for ingest and for peers
 *   GET  /internal/usage/{account}                 any account's use, as Avro: for peers
 *   POST /internal/listings                        part of a list, as Avro: for peers
 * </pre>
 *
 * <p>What is internal is let in only with the proof that our own services have. {@link
 * dev.likeness.callback.http.JobJson} is the one form of a job in JSON, in answers and in webhooks.
 * The only package that imports JAX-RS and Jackson.
 */
@NullMarked
package dev.likeness.callback.http;

import org.jspecify.annotations.NullMarked;
