/**
 * What a prompt means, as far as rules go: pure text to data, without models.
 *
 * <p>{@link dev.likeness.worker.instruction.Grammar} reads a prompt into {@link
 * dev.likeness.worker.instruction.Instruction}s. {@code Lexer} cuts it into clauses of {@code
 * Token}s, {@code Vocabulary} knows the {@code Meaning} of a word, and {@code ClauseReader} makes
 * instructions of a clause, with {@code QualityReader} where it is about more or less of something.
 * {@code SceneReader} makes the {@link dev.likeness.worker.instruction.Scene} of a picture that is
 * put together. Every word counts: one that is not known, or has no place in its clause, makes the
 * whole prompt {@link dev.likeness.worker.instruction.Reading.NotUnderstood}, for half of what was
 * asked for is not what was asked for.
 */
@NullMarked
package dev.likeness.worker.instruction;

import org.jspecify.annotations.NullMarked;
