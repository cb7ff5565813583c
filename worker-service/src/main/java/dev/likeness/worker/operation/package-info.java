/**
 * The operations a worker knows, one class each, from encoded photos to encoded photos.
 *
 * <p>Each gets its photos from, and gives them to, {@link dev.likeness.worker.operation.PhotoGate},
 * which decodes and encodes with {@link dev.likeness.worker.image} and asks whether a photo is
 * against the content rules. In between {@link dev.likeness.worker.operation.EnhanceOperation} lets
 * a {@link dev.likeness.worker.pipeline} change the pixels; {@link dev.likeness.worker.work} calls
 * it without knowing either.
 *
 * <p>{@link dev.likeness.worker.operation.TrainOperation} learns whom photos show, and {@link
 * dev.likeness.worker.operation.IdentityKeeping} puts itself around any other operation to measure
 * whether the result still shows the profiles of the request.
 */
@NullMarked
package dev.likeness.worker.operation;

import org.jspecify.annotations.NullMarked;
