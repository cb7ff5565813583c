/**
 * From prompts to the numbers that text encoders read.
 *
 * <p>A {@link dev.likeness.worker.diffusion.text.TextTokenizer} reads the tokenizer of a pack in
 * either of the forms that Hugging Face publishes ({@code TokenizerFiles}) and turns texts into
 * {@link dev.likeness.worker.diffusion.text.Tokens} of one length. The splitting itself is done by
 * Hugging Face's own library, in the build that Deep Java Library publishes; this is the only
 * package that may import it. Of DJL only that library is used, and {@code NativeTokenizers} loads
 * it: DJL's own loader keeps a copy in the home folder, may download another one where there is a
 * GPU, and its classes report their use to their authors.
 */
@NullMarked
package dev.likeness.worker.diffusion.text;

import org.jspecify.annotations.NullMarked;
