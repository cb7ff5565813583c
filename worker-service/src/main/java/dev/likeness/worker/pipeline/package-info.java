/**
 * What models do to photos: one class per operation, from photo to photo.
 *
 * <p>{@link dev.likeness.worker.pipeline.EnhancePipeline} describes a photo to the first model
 * ({@code PhotoSummary}), cuts it into overlapping tiles ({@code TileGrid}) and lets the second
 * model change each. {@link dev.likeness.worker.pipeline.AdjustPipeline} corrects by given amounts,
 * {@link dev.likeness.worker.pipeline.RemixPipeline} compares two photos and moves the tones of one
 * towards those of the other. {@link dev.likeness.worker.pipeline.ImageSafety} is asked whether a
 * photo is against the content rules; {@link dev.likeness.worker.pipeline.SafetyClassifier} asks a
 * model, where a pack has one. Nothing here knows the runtime behind {@link
 * dev.likeness.worker.model}.
 */
@NullMarked
package dev.likeness.worker.pipeline;

import org.jspecify.annotations.NullMarked;
