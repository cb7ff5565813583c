/**
 * Pictures that models draw, from noise or from a photo, step by step.
 *
 * <p>{@link dev.likeness.worker.diffusion.ImageGenerator} is what operations know: a {@link
 * dev.likeness.worker.diffusion.Drawing} becomes a photo, within the {@link
 * dev.likeness.worker.diffusion.Abilities} of the models behind it. There is one class per family
 * of models. {@code diffusion.schedule} knows how noise goes away, {@code diffusion.text} how a
 * prompt becomes numbers.
 *
 * <p>{@link dev.likeness.worker.diffusion.StableDiffusion} takes the steps of Stable Diffusion.
 * What a pack has for it is loaded and fitted together by {@code StableParts}: {@code StableText}
 * reads prompts with one or two {@code StableVoice}s, {@code StableUnet} predicts noise, {@code
 * StablePictures} is the autoencoder, which sees large pictures in tiles ({@code Tiling}).
 */
@NullMarked
package dev.likeness.worker.diffusion;

import org.jspecify.annotations.NullMarked;
