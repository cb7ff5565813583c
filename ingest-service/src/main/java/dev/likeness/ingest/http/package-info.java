/**
 * The public HTTP edge.
 *
 * <pre>
 *   POST /v1/phota/edit, generate, enhance, remix
 *                            RequestShape -> BodyReader -> StudioRequest -> JobIntake -> 202 JobHandle
 *                                                                  +-> SyncJobs -> 200 EditResponse
 *   POST /v1/phota/profiles/add        likewise, as a job that trains
 *   DELETE /v1/phota/profiles/{id}     ProfileRemovals
 *   POST /v1/phota/jobs/{id}/cancel    Cancellations
 *   GET  /v1/phota/models    catalogue, prices, and what the workers say they serve
 *   GET  /v1/phota/files/... signed URLs on the embedded blob store
 *   GET  /v1/phota/jobs/...  passed on to callback-service, as are usage, webhook-secret and the
 *                            profiles
 *   GET  /v1/phota/          who answers here; shows that a key is valid
 * </pre>
 *
 * <p>Compatible with the Phota API v0.7; what that leaves open is decided in one place each: {@link
 * dev.likeness.ingest.http.FieldType} (what a wrong type is), {@link
 * dev.likeness.ingest.http.RequestShape} and {@link dev.likeness.ingest.http.StudioRequest} (fields
 * and defaults), {@link dev.likeness.ingest.http.EdgeHeaders} (headers).
 */
@NullMarked
package dev.likeness.ingest.http;

import org.jspecify.annotations.NullMarked;
