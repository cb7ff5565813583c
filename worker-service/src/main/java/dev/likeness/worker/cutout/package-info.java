/**
 * Tells the subject of a photo from its background, without a neural network, and what that makes
 * possible.
 *
 * <p>{@link dev.likeness.worker.cutout.SubjectCutter} supposes where the subject is ({@code
 * ShapePrior}: under the faces that a {@link dev.likeness.worker.cutout.HeadFinder} knows, else in
 * the middle), learns the colours of both sides ({@code ColourModel}), takes the cheapest border
 * ({@code Division}, {@code MinimumCut}) and asks whether the result can be believed ({@code
 * Doubt}). A {@link dev.likeness.worker.cutout.Matte} is that border drawn along the edges of the
 * photo, in any size ({@code GuidedFilter}). {@link dev.likeness.worker.cutout.BackgroundBlur}
 * blurs what is behind; {@link dev.likeness.worker.cutout.Cutouts} takes the subject out, in its
 * own colours: {@code Foreground} knows them without what shines through the edge.
 */
@NullMarked
package dev.likeness.worker.cutout;

import org.jspecify.annotations.NullMarked;
