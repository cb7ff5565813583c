/**
 * Decides about jobs that have not ended: the core of the scheduler, without Kafka.
 *
 * <pre>
 *   Submit, with photos by URL
 *  --------> AwaitingInputs
 *             | fetched
 *   Submit    v   its turn           Started, Progressed        AttemptSucceeded
 *  --------> Held --------> Released -------------------> Running ----------------> Ended
 *             ^                |                             |                        |
 *             |                +----- failed or silent ------+                        v
 *             |                               v                               forgotten, in time
 *             +---- its time came ---- WaitingForRetry
 *             |                               : no attempt left
 *             +---- Redrive ---------- DeadLettered
 * </pre>
 *
 * A job that awaits its inputs waits for its turn first, then for the answer, and after a failure
 * or a postponement for the end of a pause (infra/adr/0007).
 *
 * <p>Cancel, the deadline and a failure that no retry can mend lead from any live state to Ended.
 *
 * <p>{@link dev.likeness.ingest.scheduler.JobState} has the states, each with the transitions that
 * it allows. {@link dev.likeness.ingest.scheduler.JobLifecycle} decides: state and input in, state
 * and effects out, nothing else touched. {@link dev.likeness.ingest.scheduler.SchedulerShard} does
 * so for all jobs of a partition and keeps backlog, timers and release window in step with the
 * states; what it stores and emits goes through small ports.
 */
@NullMarked
package dev.likeness.ingest.scheduler;

import org.jspecify.annotations.NullMarked;
