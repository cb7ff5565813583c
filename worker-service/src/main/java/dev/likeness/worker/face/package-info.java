/**
 * Finds faces in photos and turns each into an embedding, with the models of a pack.
 *
 * <p>{@link dev.likeness.worker.face.FaceReader} is what others use. It asks a {@link
 * dev.likeness.worker.face.FaceDetector} ({@code YuNetDetector} or {@code ScrfdDetector}) where
 * faces are; turns each upright by {@link dev.likeness.worker.face.FaceAlignment}, so that eyes,
 * nose and mouth lie where {@link dev.likeness.worker.face.FaceEmbedder} was trained to see them;
 * and hands over {@link dev.likeness.worker.subject.Look}s, like readers of other subjects.
 * Geometry ({@link dev.likeness.worker.face.Similarity}, {@code Resampling}) is pure. Each adapter
 * checks the signature of its model when it is loaded, and says what it expected.
 */
@NullMarked
package dev.likeness.worker.face;

import org.jspecify.annotations.NullMarked;
