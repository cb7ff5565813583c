/**
 * The core of the worker: what happens to one attempt between lease and report. Knows neither Kafka
 * nor how photos are made better.
 *
 * <p>{@link dev.likeness.worker.work.AttemptRunner} fetches the inputs, hands them to the {@link
 * dev.likeness.worker.work.OperationRunner} of the operation, and stores what it delivers. It ends
 * in an {@link dev.likeness.worker.work.AttemptResult}: delivered, failed with a code, or
 * abandoned. A {@link dev.likeness.worker.work.StageClock} measures the {@link
 * dev.likeness.worker.work.Stage}s and tells a {@link dev.likeness.worker.work.ProgressLog} where
 * the attempt stands. {@link dev.likeness.worker.work.WorkMetrics} counts how attempts end.
 */
@NullMarked
package dev.likeness.worker.work;

import org.jspecify.annotations.NullMarked;
