package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.ProfileDeletion;

/** The log of profiles to be deleted. Thread safe. */
public interface ProfileDeletionLog {
  /**
   * Appends {@code deletion}; when this returns it is durable on every replica.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if it was not
   *     acknowledged in time; it may have been written nevertheless
   */
  void append(ProfileDeletion deletion);
}
