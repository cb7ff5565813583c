package dev.likeness.worker.operation;

import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.profile.TrainedProfile.Crop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the subjects of profiles look like, for generators to look at. Thread safe. */
public final class ProfilePhotos {
  private final ProfileStore store;
  private final ImageDecoder decoder;

  public ProfilePhotos(ProfileStore store, ImageDecoder decoder) {
    this.store = store;
    this.decoder = decoder;
  }

  /** What a subject is, and photos of it, the best first. */
  record Shown(SubjectKind kind, List<Photo> photos) {}

  /**
   * The best photos of a subject, at most so many.
   *
   * @param photos owns them
   * @throws dev.likeness.worker.work.OperationRefused if there is no such profile
   */
  Shown best(String account, String profileId, int count, OpenPhotos photos) {
    TrainedProfile profile =
        store.current(account, profileId).orElseThrow(() -> KnownProfiles.unknown(profileId));
    List<Photo> best = new ArrayList<>();
    profile.crops().stream()
        .sorted(Comparator.comparingDouble(Crop::quality).reversed())
        .limit(count)
        .forEach(crop -> best.add(photos.own(photo(account, profileId, profile, crop))));
    return new Shown(profile.kind(), best);
  }

  private Photo photo(String account, String profileId, TrainedProfile profile, Crop crop) {
    return decoder.decode(
        store
            .crop(account, profileId, profile, crop)
            .orElseThrow(() -> KnownProfiles.unknown(profileId)));
  }
}
