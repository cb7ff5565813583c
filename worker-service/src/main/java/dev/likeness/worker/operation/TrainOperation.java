package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceAlignment;
import dev.likeness.worker.face.FaceQuality;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.identity.SubjectChoice;
import dev.likeness.worker.identity.SubjectChoice.Ambiguous;
import dev.likeness.worker.identity.SubjectChoice.Found;
import dev.likeness.worker.identity.SubjectChoice.NoSubject;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.ImageFormat;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Trains a profile: finds whom the photos are about and stores what it learned. The one output is
 * the profile's picture. The profile has the id of the job. Photos are looked at one by one, so
 * memory does not grow with their number. Thread safe; owns nothing.
 */
public final class TrainOperation implements OperationRunner {
  /** Crops are kept four times as large as embedders see them: other models may want more. */
  private static final int CROP = 4;

  private static final String NOTE =
      "Learns the person whom most of the photos show; it needs faces, and does not train pets.";

  private final PhotoGate gate;
  private final FaceReader reader;
  private final ImageEncoder encoder;
  private final ProfileStore profiles;
  private final InstantSource time;
  private final Supplier<String> runIds;

  /**
   * @param runIds names under which trainings are stored; no two the same
   */
  public TrainOperation(
      PhotoGate gate,
      FaceReader reader,
      ImageEncoder encoder,
      ProfileStore profiles,
      InstantSource time,
      Supplier<String> runIds) {
    this.gate = gate;
    this.reader = reader;
    this.encoder = encoder;
    this.profiles = profiles;
    this.time = time;
    this.runIds = runIds;
  }

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of(), true, NOTE);
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    List<SeenFace> seen = new ArrayList<>();
    for (int photo = 0; photo < inputs.count(); photo++) {
      look(inputs, photo, seen, stages, cancellation);
      stages.reached(Stage.MODEL, (photo + 1.0) / inputs.count());
    }
    Found found = choose(inputs.count(), seen);
    SeenFace best =
        found.subject().stream()
            .max(Comparator.comparingDouble(Sighting::quality))
            .map(sighting -> seen.get(sighting.id()))
            .orElseThrow();
    EncodedImage picture = picture(attempt.getSpec(), inputs, best, stages, cancellation);
    cancellation.check();
    stages.add(Stage.STORE, () -> store(attempt, found, seen));
    return new Made(List.of(picture), gate.used(reader.models()));
  }

  private void look(
      Inputs inputs, int photo, List<SeenFace> seen, StageClock stages, Cancellation cancellation) {
    try (Photo picture = admit(inputs, photo, stages, cancellation)) {
      stages.add(
          Stage.MODEL,
          () -> {
            for (Face face : reader.detect(picture, cancellation)) {
              see(photo, picture, face, seen, cancellation);
            }
            return seen;
          });
    }
  }

  private void see(
      int photo, Photo picture, Face face, List<SeenFace> seen, Cancellation cancellation) {
    try (Photo crop = FaceAlignment.crop(picture, face, CROP)) {
      double quality = FaceQuality.of(face, crop);
      if (quality > 0) {
        Embedding embedding = reader.embed(picture, face, cancellation);
        Sighting sighting = new Sighting(photo, seen.size(), embedding, quality);
        seen.add(new SeenFace(sighting, face, encoder.encode(crop, ImageFormat.JPEG)));
      }
    }
  }

  private Photo admit(Inputs inputs, int photo, StageClock stages, Cancellation cancellation) {
    try {
      return gate.admit(inputs, photo, stages, cancellation);
    } catch (ImageRefused e) {
      throw new OperationRefused(
          e.code(), "Photo " + (photo + 1) + " cannot be used. " + e.detail(), e);
    }
  }

  private Found choose(int photos, List<SeenFace> seen) {
    List<Sighting> sightings = seen.stream().map(SeenFace::sighting).toList();
    return switch (SubjectChoice.choose(photos, sightings, reader.thresholds().match())) {
      case Found found -> found;
      case NoSubject none ->
          throw new OperationRefused(
              FailureCode.NO_SUBJECT,
              String.format(
                  "No person is clearly seen in enough different photos: %d of %d, at least %d are"
                      + " needed. Send photos in which the face is large, sharp and not turned away.",
                  none.photos(), photos, none.needed()));
      case Ambiguous two ->
          throw new OperationRefused(
              FailureCode.AMBIGUOUS_SUBJECT,
              String.format(
                  "Two people are in about as many photos (%d and %d of %d): add photos of the one"
                      + " person alone.",
                  two.photos(), two.second(), photos));
    };
  }

  /** The best photo, cut to head and shoulders. */
  private EncodedImage picture(
      JobSpec spec, Inputs inputs, SeenFace best, StageClock stages, Cancellation cancellation) {
    JobSpec jpeg = JobSpec.newBuilder(spec).setOutputFormat(OutputFormat.JPG).build();
    try (Photo photo = admit(inputs, best.sighting().photo(), stages, cancellation);
        Photo portrait = FaceAlignment.portrait(photo, best.face())) {
      return gate.deliver(portrait, jpeg, stages, cancellation);
    }
  }

  private TrainedProfile store(JobAttempt attempt, Found found, List<SeenFace> seen) {
    Likeness likeness =
        Likeness.learn(
            found.subject(),
            found.others().stream().map(Sighting::embedding).toList(),
            reader.thresholds());
    Map<String, byte[]> files = new HashMap<>();
    Map<Integer, TrainedProfile.Crop> crops = new TreeMap<>();
    for (Sighting sighting : found.subject()) {
      String name = sighting.photo() + ".jpg";
      files.put(name, seen.get(sighting.id()).crop());
      crops.put(
          sighting.photo(), new TrainedProfile.Crop(name, sighting.photo(), sighting.quality()));
    }
    TrainedProfile profile =
        TrainedProfile.of(
            runIds.get(),
            time.instant(),
            reader.models().getLast().pack(),
            reader.space(),
            List.copyOf(crops.values()));
    profiles.write(attempt.getAccount(), attempt.getJobId(), profile, files, likeness);
    return profile;
  }

  /** A face, and the file of its crop. */
  private record SeenFace(Sighting sighting, Face face, byte[] crop) {}
}
