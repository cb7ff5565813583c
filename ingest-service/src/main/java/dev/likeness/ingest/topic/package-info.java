/**
 * Jobs from batch producers: records of {@code job-submissions.<account>} take the same intake as
 * HTTP calls.
 *
 * <pre>
 *   RecordLoop --> SubmissionReader --> JobIntake --> done
 *                        |                  |
 *                    unreadable          refused      something of ours is down
 *                        |                  |                    |
 *                        +--> RejectedSubmissions         taken again, later
 * </pre>
 */
@NullMarked
package dev.likeness.ingest.topic;

import org.jspecify.annotations.NullMarked;
