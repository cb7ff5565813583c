/**
 * Jobs from batch producers: records of {@code job-submissions.<account>} take the same intake as
 * HTTP calls.
 *
 * <pre>
 *   poll --> SubmissionReader --> JobIntake --> commit, in order
 *                 |                   |
 *             unreadable           refused       something of ours is down
 *                 |                   |                    |
 *                 +--> RejectedSubmissions       rewind, wait, poll again
 * </pre>
 */
@NullMarked
package dev.likeness.ingest.topic;

import org.jspecify.annotations.NullMarked;
