package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.profile.TrainedProfile.Crop;
import dev.likeness.worker.work.OperationRefused;
import java.util.ArrayList;
import java.util.List;

/**
 * Trained profiles as the loaded models see them. A profile that was trained with other models is
 * learned anew from its stored crops, once. Thread safe; owns nothing.
 */
public final class KnownProfiles {
  private final ProfileStore store;
  private final FaceReader reader;
  private final ImageDecoder decoder;

  public KnownProfiles(ProfileStore store, FaceReader reader, ImageDecoder decoder) {
    this.store = store;
    this.reader = reader;
    this.decoder = decoder;
  }

  /**
   * What is known about the subject of a profile.
   *
   * @throws OperationRefused if there is no such profile
   */
  Likeness likeness(String account, String profileId, Cancellation cancellation) {
    TrainedProfile profile =
        store.current(account, profileId).orElseThrow(() -> unknown(profileId));
    return store
        .likeness(account, profileId, profile, reader.space())
        .orElseGet(() -> learnAnew(account, profileId, profile, cancellation));
  }

  private Likeness learnAnew(
      String account, String profileId, TrainedProfile profile, Cancellation cancellation) {
    List<Sighting> looks = new ArrayList<>();
    for (Crop crop : profile.crops()) {
      byte[] file =
          store.crop(account, profileId, profile, crop).orElseThrow(() -> unknown(profileId));
      try (Photo face = decoder.decode(file)) {
        looks.add(
            new Sighting(
                crop.photo(), looks.size(), reader.embed(face, cancellation), crop.quality()));
      }
    }
    Likeness likeness = Likeness.learn(looks, List.of(), reader.thresholds());
    store.add(account, profileId, profile, likeness);
    return likeness;
  }

  static OperationRefused unknown(String profileId) {
    return new OperationRefused(
        FailureCode.PROFILE_NOT_FOUND,
        "The profile " + profileId + " does not exist any more: leave it out.");
  }
}
