/**
 * Who is in a photo: decisions about embeddings, without photos, models or files.
 *
 * <p>An {@link dev.likeness.worker.identity.Embedding} is one look at one face (or pet) in one
 * embedding space. Of all {@link dev.likeness.worker.identity.Sighting}s in the photos of a
 * training, {@link dev.likeness.worker.identity.SubjectChoice} finds the subject that most photos
 * show, and {@link dev.likeness.worker.identity.Likeness} is what is learned about it. {@link
 * dev.likeness.worker.identity.Recognition} says which of several likenesses are in a picture, with
 * a bar for {@link dev.likeness.worker.identity.Strangers}.
 */
@NullMarked
package dev.likeness.worker.identity;

import org.jspecify.annotations.NullMarked;
