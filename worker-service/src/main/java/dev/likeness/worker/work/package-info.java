/**
 * The core of the worker: what happens to one attempt between lease and report, without knowing
 * Kafka.
 *
 * <p>{@link dev.likeness.worker.work.AttemptRunner} fetches the inputs, hands them to the {@link
 * dev.likeness.worker.work.OperationRunner} of the operation, and stores what it delivers. It ends
 * in an {@link dev.likeness.worker.work.AttemptResult}: delivered, failed with a code, or
 * abandoned. Where the attempt stands is told to a {@link dev.likeness.worker.work.ProgressLog}.
 */
@NullMarked
package dev.likeness.worker.work;

import org.jspecify.annotations.NullMarked;
