/**
 * What a photo file says about itself, read without decoding a pixel: the one reader of headers and
 * the one set of limits for intake and for decoding, so that what is accepted can be decoded.
 *
 * <p>{@link dev.likeness.kit.image.ImageCheck} answers whether a file may come in. It finds the
 * format ({@link dev.likeness.kit.image.ImageHeader}), names formats that are not read ({@code
 * ForeignFormat}), sees files that were cut off, and holds the size against {@link
 * dev.likeness.kit.image.ImageLimits}. Each format has one reader, which decoders use too: {@link
 * dev.likeness.kit.image.JpegFile}, {@link dev.likeness.kit.image.PngFile}, {@link
 * dev.likeness.kit.image.WebpFile}, {@link dev.likeness.kit.image.GifFile}, {@link
 * dev.likeness.kit.image.HeifFile}.
 *
 * <p>Nothing here knows more than the JDK and the table of failure codes. All readers are pure
 * functions of the bytes: they never throw anything but {@link
 * dev.likeness.kit.image.UnreadableImageException}, whatever the bytes are, and take time and
 * memory in proportion to the file.
 */
@NullMarked
package dev.likeness.kit.image;

import org.jspecify.annotations.NullMarked;
