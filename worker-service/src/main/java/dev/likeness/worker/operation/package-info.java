/**
 * The operations a worker knows, one class each, from encoded photos to encoded photos.
 *
 * <p>{@link dev.likeness.worker.operation.EnhanceOperation} decodes with {@link
 * dev.likeness.worker.image}, lets a {@link dev.likeness.worker.pipeline} change the pixels, and
 * encodes; {@link dev.likeness.worker.work} calls it without knowing either.
 */
@NullMarked
package dev.likeness.worker.operation;

import org.jspecify.annotations.NullMarked;
