/**
 * Core: finding out what is known of a job, from anywhere.
 *
 * <p>Each job's state is in the store of one instance. {@link
 * dev.likeness.callback.query.JobFinder} asks this instance ({@link
 * dev.likeness.callback.query.JobStates}), goes to the peer that has the job ({@link
 * dev.likeness.callback.query.PeerJobs}), waits while a store moves, and for a caller that asked to
 * wait, until the job ends ({@link dev.likeness.callback.query.JobWatch}).
 *
 * <p>Read your writes: {@link dev.likeness.callback.query.Lookup.Unknown} is said only after the
 * store has taken in every command that was acknowledged before the question.
 */
@NullMarked
package dev.likeness.callback.query;

import org.jspecify.annotations.NullMarked;
