/**
 * Runs of several attempts together, where a model has a free batch dimension; authors of pipelines
 * need not know. Knows only the ports of {@link dev.likeness.worker.model}.
 *
 * <p>A {@link dev.likeness.worker.batch.BatchingRuntime} stands before the device and makes a
 * {@link dev.likeness.worker.batch.BatchedModel} of each model that can take batches, as {@code
 * BatchShape} reads from its signature. The model's callers meet in its {@code WaitingRoom}, which
 * says who goes together and how long somebody waits for company; {@code BatchRunner} runs them and
 * gives each its own outcome, whatever happens to the others.
 */
@NullMarked
package dev.likeness.worker.batch;

import org.jspecify.annotations.NullMarked;
