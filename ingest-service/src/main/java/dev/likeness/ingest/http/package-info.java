/**
 * The public HTTP edge.
 *
 * <pre>
 *   POST /v1/phota/enhance   BodyReader -> EnhanceRequest -> JobIntake -> 202 JobHandle
 *                                                              +-> SyncJobs -> 200 EditResponse
 *   GET  /v1/phota/files/... signed URLs on the embedded blob store
 *   GET  /v1/phota/jobs/...  passed on to callback-service, as is /v1/phota/webhook-secret
 *   GET  /v1/phota/          who answers here; shows that a key is valid
 * </pre>
 *
 * <p>Compatible with the Phota API v0.7; what that leaves open is decided in one place each: {@link
 * dev.likeness.ingest.http.FieldType} (what a wrong type is), {@link
 * dev.likeness.ingest.http.EnhanceRequest} (fields and defaults), {@link
 * dev.likeness.ingest.http.EdgeHeaders} (headers).
 */
@NullMarked
package dev.likeness.ingest.http;

import org.jspecify.annotations.NullMarked;
