/**
 * Decodes HEIF photos that are encoded as HEVC (HEIC, what phones take) with FFmpeg's libraries,
 * which come from Maven Central with their native code.
 *
 * <p>Native code that reads what anybody may send is kept out of the worker: {@link
 * dev.likeness.worker.heif.HeifProcess} hands each file to a child process ({@code HeifChild}), and
 * ends it when it takes too long or dies; the next file starts another. Only the child loads the
 * libraries ({@code FfmpegHeif}), and it reads files of strangers only in a sandbox ({@link
 * dev.likeness.worker.sandbox}). See infra/adr/0010 and 0030.
 */
@NullMarked
package dev.likeness.worker.heif;

import org.jspecify.annotations.NullMarked;
