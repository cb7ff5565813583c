/**
 * Decodes WebP, HEIC and AVIF photos with FFmpeg's libraries, which come from Maven Central with
 * their native code.
 *
 * <p>Native code that reads what anybody may send is kept out of the worker: {@link
 * dev.likeness.worker.heif.HeifProcess} hands each file to a child process ({@code HeifChild}), and
 * ends it when it takes too long or dies; the next file starts another. Only the child loads the
 * libraries ({@code FfmpegCodec}), and it reads files of strangers only in a sandbox ({@link
 * dev.likeness.worker.sandbox}). See infra/adr/0010 and 0030.
 *
 * <p>In the child, {@code PictureDecoder} reads the container with {@code dev.likeness.kit.image},
 * has each coded picture decoded, and draws it on a {@code Canvas}: {@code FrameSamples} knows the
 * layouts of decoded pictures, {@code RgbRows} makes red, green and blue of brightness and color.
 */
@NullMarked
package dev.likeness.worker.heif;

import org.jspecify.annotations.NullMarked;
