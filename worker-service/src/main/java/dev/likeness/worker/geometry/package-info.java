/**
 * Moves pixels without a model: other sizes, other frames, turns. From photo to new photo; what
 * would change nothing gives the same photo back.
 *
 * <p>{@link dev.likeness.worker.geometry.Resize} resamples, {@link
 * dev.likeness.worker.geometry.Turns} turns and mirrors, {@link dev.likeness.worker.geometry.Frame}
 * is a part of a photo to be cut out, and {@link dev.likeness.worker.geometry.OutputSize} says how
 * large the images of {@code 1K}, {@code 2K} and {@code 4K} are.
 */
@NullMarked
package dev.likeness.worker.geometry;

import org.jspecify.annotations.NullMarked;
