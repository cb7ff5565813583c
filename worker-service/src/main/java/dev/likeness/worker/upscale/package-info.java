/**
 * Makes photos larger with a network that invents the detail which a larger photo would have.
 *
 * <p>{@link dev.likeness.worker.upscale.Upscaler} is what others use. It binds role {@code
 * image.upscale} of a pack ({@code UpscalerModel}), and enlarges tile by tile; {@code
 * TileResampler} writes each tile into the result, in the size that was asked for.
 */
@NullMarked
package dev.likeness.worker.upscale;

import org.jspecify.annotations.NullMarked;
