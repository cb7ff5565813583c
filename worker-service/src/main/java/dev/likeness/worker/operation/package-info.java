/**
 * The operations a worker knows, one class each, from encoded photos to encoded photos.
 *
 * <p>Each gets its photos from, and gives them to, {@link dev.likeness.worker.operation.PhotoGate},
 * which decodes and encodes with {@link dev.likeness.worker.image} and asks whether a photo is
 * against the content rules. In between {@link dev.likeness.worker.operation.EnhanceOperation} lets
 * a {@link dev.likeness.worker.pipeline} change the pixels; {@link dev.likeness.worker.work} calls
 * it without knowing either. {@link dev.likeness.worker.operation.EditOperation} first asks {@link
 * dev.likeness.worker.instruction} what the prompt means and makes an {@code EditPlan} of it, and
 * {@link dev.likeness.worker.cutout} what is background where that is to be blurred; {@link
 * dev.likeness.worker.operation.RemixOperation} takes over the look of a second photo. {@link
 * dev.likeness.worker.geometry} gives both the size and frame that were asked for. None delivers a
 * photo that it did not change ({@code SamePixels}). {@link
 * dev.likeness.worker.operation.MontageOperation} generates where nothing can draw: it puts
 * cut-outs that training kept ({@code CutoutChoice}) before a backdrop of {@link
 * dev.likeness.worker.montage}.
 *
 * <p>Where packs have networks for it, an enhancement also restores faces and enlarges ({@link
 * dev.likeness.worker.operation.Refinements}), and a remix paints in a style that its prompt names.
 *
 * <p>{@link dev.likeness.worker.operation.TrainOperation} learns whom photos show, and {@link
 * dev.likeness.worker.operation.IdentityKeeping} puts itself around any other operation to measure
 * whether the result still shows the profiles of the request.
 */
@NullMarked
package dev.likeness.worker.operation;

import org.jspecify.annotations.NullMarked;
