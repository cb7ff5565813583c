/**
 * From the bytes of a picture that nobody vouches for to pixels, and back.
 *
 * <p>{@link dev.likeness.worker.image.ImageDecoder} looks at the header ({@code
 * dev.likeness.kit.image}), and only then at pixels; the result is a {@link
 * dev.likeness.worker.image.Photo}: upright, sRGB, opaque, 8 bits, outside of the heap. What cannot
 * be taken is an {@link dev.likeness.worker.image.ImageRefused} with a sentence for the customer.
 * {@link dev.likeness.worker.image.ImageEncoder} writes files without metadata, {@link
 * dev.likeness.worker.image.CaptionPen} writes on photos. A {@link
 * dev.likeness.worker.image.Cutout} is a photo with holes, {@link dev.likeness.worker.image.Light}
 * what stored values stand for.
 *
 * <p>Inside: {@code RasterFile} reads the rows of JPEG and PNG, {@code GifPicture} those of GIF,
 * {@link dev.likeness.worker.image.HeifPixels} is the port to the process that decodes WebP, HEIC
 * and AVIF. Rows go through {@code AreaDownscaler}, so that a large picture is averaged and never
 * thinned out. {@code StatedColors} finds what a file says about its colors: an ICC profile ({@code
 * Colours}) or numbers ({@link dev.likeness.worker.image.SrgbConversion} of {@code Chromaticities}
 * and {@code Transfer}). {@code Orientation} is the table of the eight ways to hold a camera,
 * {@code Pixels} knows the layouts of Java images. See infra/adr/0028.
 */
@NullMarked
package dev.likeness.worker.image;

import org.jspecify.annotations.NullMarked;
