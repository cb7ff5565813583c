/**
 * Core: finding out what is known of a job, from anywhere.
 *
 * <p>Each job's state is in the store of one instance. {@link
 * dev.likeness.callback.query.JobFinder} asks this instance ({@link
 * dev.likeness.callback.query.JobStates}), goes to the peer that has the job ({@link
 * dev.likeness.callback.query.PeerJobs}), waits while a store moves, and for a caller that asked to
 * wait, until the job ends ({@link dev.likeness.callback.query.JobWatch}).
 *
 * <p>An account's jobs lie in all partitions: {@link dev.likeness.callback.query.JobLister} has
 * each looked through by the instance that has it ({@link
 * dev.likeness.callback.query.PartitionScan}) and merges what they hold. {@link
 * dev.likeness.callback.query.QueueEstimates} tells how long a job has yet to wait.
 *
 * <p>Read your writes: {@link dev.likeness.callback.query.Lookup.Unknown} is said only after the
 * store has taken in every command that was acknowledged before the question.
 */
@NullMarked
package dev.likeness.callback.query;

import org.jspecify.annotations.NullMarked;
