/**
 * Core: how a request becomes a job, whichever way it came. Knows the contract and the ports
 * declared here, and the {@code catalogue}; no HTTP, no Kafka client, no network.
 *
 * <pre>
 *   Submission --> SubmissionRules --> InputImages --> Fingerprint --> blobs --> JobLog
 *                       |                   |                                      |
 *                       +---- Refused ------+            FirstSubmissions (with client_request_id)
 *                                                                                  |
 *                                                                     Accepted, or Refused with 409
 * </pre>
 *
 * <ul>
 *   <li>{@link dev.likeness.ingest.intake.Submission}: what is asked for, by HTTP and topic alike.
 *   <li>{@link dev.likeness.ingest.intake.JobIntake}: the steps above, in that order, so that
 *       nothing is stored for what is refused.
 *   <li>{@link dev.likeness.ingest.intake.PrepaidCredit}: whether the account can pay for it.
 *   <li>{@link dev.likeness.ingest.intake.SyncJobs}: waits for a job on behalf of a caller that
 *       waits for it.
 *   <li>Ports: {@link dev.likeness.ingest.intake.UrlPolicy}, {@link
 *       dev.likeness.ingest.intake.JobLog}, {@link dev.likeness.ingest.intake.FirstSubmissions},
 *       {@link dev.likeness.ingest.intake.JobResults}, {@link
 *       dev.likeness.ingest.intake.IngestMetrics} and the kit's blob store.
 * </ul>
 */
@NullMarked
package dev.likeness.ingest.intake;

import org.jspecify.annotations.NullMarked;
