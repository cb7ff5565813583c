/**
 * The role {@code inputs}: what is done with customers' photos after their job was accepted, after
 * it was forgotten, and after their profile was deleted.
 *
 * <pre>
 *   inputs-due --> InputsDesk --> PhotoCollector ----------------+--> inputs-ready
 *                                   for each photo by URL:       |
 *                                   FetchRoom, ImageFetcher,     +--> blob store
 *                                   PhotoCheck
 *                                       ^
 *   job-control --> CancelledJobs ------+ photos that nobody needs are not fetched
 *
 *   profile-deletions, removals-due --> BlobRemoval --> blob store
 *
 *   StorageUpkeep: counts the bytes of each account, removes orphans
 * </pre>
 *
 * The topics are read by a {@link dev.likeness.ingest.records.RecordLoop}: at least once, and doing
 * it again changes nothing (infra/adr/0007, 0027).
 */
@NullMarked
package dev.likeness.ingest.inputs;

import org.jspecify.annotations.NullMarked;
