/**
 * What a profile can be about, and where it is in a photo.
 *
 * <p>A {@link dev.likeness.worker.subject.SubjectReader} finds subjects of one {@link
 * dev.likeness.worker.identity.SubjectKind} and says how each looks: people are read by {@link
 * dev.likeness.worker.face}, which has its own package; animals by {@link
 * dev.likeness.worker.subject.AnimalReader}, with a detector ({@code YoloxDetector}, {@code
 * QueryDetector}) and an embedder of a pack; anything else by {@link
 * dev.likeness.worker.subject.AppearanceReader} with the starter pack, which looks where {@code
 * Saliency} points and compares colours and forms. {@link
 * dev.likeness.worker.subject.SubjectReaders} are those that a worker has loaded.
 *
 * <p>What adapters of detectors and embedders share lies here too: how pixels are fed ({@link
 * dev.likeness.worker.subject.ColorInput}), what was declared ({@link
 * dev.likeness.worker.subject.Bound}), and findings that overlap ({@link
 * dev.likeness.worker.subject.Overlaps}).
 */
@NullMarked
package dev.likeness.worker.subject;

import org.jspecify.annotations.NullMarked;
