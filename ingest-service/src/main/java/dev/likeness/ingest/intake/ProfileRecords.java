package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Profile;
import java.util.Optional;

/** The profiles of all accounts, as far as this instance has heard of them. Thread safe; quick. */
public interface ProfileRecords {
  Optional<Profile> get(String profileId);
}
