/**
 * From the bytes of a picture that nobody vouches for to pixels, and back.
 *
 * <p>{@link dev.likeness.worker.image.ImageDecoder} looks at the first bytes ({@link
 * dev.likeness.worker.image.ImageFormat}), at the size in the header, and only then at pixels; the
 * result is a {@link dev.likeness.worker.image.Photo}: upright, sRGB, opaque, 8 bits, outside of
 * the heap. What cannot be taken is an {@link dev.likeness.worker.image.ImageRefused} with a
 * sentence for the customer. {@link dev.likeness.worker.image.ImageEncoder} writes files without
 * metadata, {@link dev.likeness.worker.image.CaptionPen} writes on photos. A {@link
 * dev.likeness.worker.image.Cutout} is a photo with holes, {@link dev.likeness.worker.image.Light}
 * what stored values stand for. {@code EmbeddedMetadata} and {@code JpegHeader} find orientation
 * and colour profile, {@code Colours} applies what a reader leaves undone, {@code FirstFrame} knows
 * where a picture of several lies, {@code Orientation} is the table of the eight ways to hold a
 * camera, {@code Pixels} knows the layouts of Java images.
 */
@NullMarked
package dev.likeness.worker.image;

import org.jspecify.annotations.NullMarked;
