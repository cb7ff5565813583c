package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.profile.TrainedProfile.Crop;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.work.OperationRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trained profiles as the loaded models see them. What a profile looks like in a space that it was
 * not trained in is learned from its stored crops, once. Thread safe; owns nothing.
 */
public final class KnownProfiles {
  private final ProfileStore store;
  private final SubjectReaders readers;
  private final ImageDecoder decoder;

  public KnownProfiles(ProfileStore store, SubjectReaders readers, ImageDecoder decoder) {
    this.store = store;
    this.readers = readers;
    this.decoder = decoder;
  }

  /** Whether some profiles are known as somebody, and not only as what they look like. */
  boolean knowsIdentity() {
    return !readers.ofIdentity().isEmpty();
  }

  /**
   * What is known about the subject of a profile; empty if no model here reads its kind.
   *
   * @throws OperationRefused if there is no such profile
   */
  Optional<KnownSubject> known(String account, String profileId, Cancellation cancellation) {
    TrainedProfile profile =
        store.current(account, profileId).orElseThrow(() -> unknown(profileId));
    return readers
        .of(profile.kind())
        .map(
            reader ->
                new KnownSubject(
                    profileId,
                    reader,
                    likenesses(account, profileId, profile, reader, cancellation)));
  }

  private List<Likeness> likenesses(
      String account,
      String profileId,
      TrainedProfile profile,
      SubjectReader reader,
      Cancellation cancellation) {
    List<Likeness> stored = new ArrayList<>();
    for (EmbeddingSpace space : reader.spaces()) {
      store.likeness(account, profileId, profile, space.id()).ifPresent(stored::add);
    }
    return stored.size() == reader.spaces().size()
        ? stored
        : learnAnew(account, profileId, profile, reader, cancellation);
  }

  private List<Likeness> learnAnew(
      String account,
      String profileId,
      TrainedProfile profile,
      SubjectReader reader,
      Cancellation cancellation) {
    List<List<Embedding>> looks = new ArrayList<>();
    for (Crop crop : profile.crops()) {
      cancellation.check();
      byte[] file =
          store.crop(account, profileId, profile, crop).orElseThrow(() -> unknown(profileId));
      try (Photo picture = decoder.decode(file)) {
        looks.add(reader.embed(picture, cancellation));
      }
    }
    List<Likeness> likenesses = new ArrayList<>();
    for (int i = 0; i < reader.spaces().size(); i++) {
      EmbeddingSpace space = reader.spaces().get(i);
      // What stands there was learned with those who were beside the subject in the photos.
      Optional<Likeness> stored = store.likeness(account, profileId, profile, space.id());
      Likeness likeness = stored.isPresent() ? stored.get() : learned(profile, looks, i, space);
      if (stored.isEmpty()) {
        store.add(account, profileId, profile, likeness);
      }
      likenesses.add(likeness);
    }
    return likenesses;
  }

  private static Likeness learned(
      TrainedProfile profile, List<List<Embedding>> looks, int space, EmbeddingSpace in) {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      Crop crop = profile.crops().get(i);
      sightings.add(new Sighting(crop.photo(), i, looks.get(i).get(space), crop.quality()));
    }
    return Likeness.learn(sightings, List.of(), in.thresholds());
  }

  static OperationRefused unknown(String profileId) {
    return new OperationRefused(
        FailureCode.PROFILE_NOT_FOUND,
        "The profile " + profileId + " does not exist any more: leave it out.");
  }
}
