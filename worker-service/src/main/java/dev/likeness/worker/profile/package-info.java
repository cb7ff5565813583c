/**
 * Where trained profiles lie in the blob store (infra/adr/0009): {@link
 * dev.likeness.worker.profile.ProfileStore} writes and reads {@link
 * dev.likeness.worker.profile.TrainedProfile}s, the aligned crops of a subject and what they say
 * about it, per embedding space.
 */
@NullMarked
package dev.likeness.worker.profile;

import org.jspecify.annotations.NullMarked;
