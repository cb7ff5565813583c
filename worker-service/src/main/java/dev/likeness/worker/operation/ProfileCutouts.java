package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.work.OperationRefused;
import java.util.List;

/** The cut-outs that training kept of profiles. Thread safe. */
public final class ProfileCutouts {
  private final ProfileStore store;

  public ProfileCutouts(ProfileStore store) {
    this.store = store;
  }

  /**
   * Their files, the best first; at least one.
   *
   * @throws OperationRefused if there is no such profile, or it has none
   */
  List<byte[]> of(String account, String profileId) {
    TrainedProfile profile =
        store.current(account, profileId).orElseThrow(() -> KnownProfiles.unknown(profileId));
    List<byte[]> cutouts = store.cutouts(account, profileId, profile);
    if (cutouts.isEmpty()) {
      throw new OperationRefused(
          FailureCode.OPERATION_UNAVAILABLE,
          "Profile "
              + profileId
              + " cannot be put into a picture: it was trained before cut-outs were kept, or in"
              + " none of its photos the person can be told from the background. Train it again,"
              + " with photos before a plain background that show head and shoulders whole.");
    }
    return cutouts;
  }
}
