/**
 * Changes the faces of a photo with networks that see one face at a time.
 *
 * <p>{@link dev.likeness.worker.retouch.FaceRestorer} makes faces sharp that are blurred or small,
 * and leaves them alone where that would make somebody else of them. {@link
 * dev.likeness.worker.retouch.FaceSwapper} gives a face the features of a profile. Both cut the
 * face out as their network was trained to see it, and put it back without a visible edge ({@code
 * FacePatch}); {@code FaceNetwork} is the network, bound by its signature. What a swapper is told
 * about whom to show ({@code SourceLatent}) depends on its adapter.
 */
@NullMarked
package dev.likeness.worker.retouch;

import org.jspecify.annotations.NullMarked;
