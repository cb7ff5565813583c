package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.identity.SubjectChoice;
import dev.likeness.worker.identity.SubjectChoice.Ambiguous;
import dev.likeness.worker.identity.SubjectChoice.Found;
import dev.likeness.worker.identity.SubjectChoice.NoSubject;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.subject.Shots;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.subject.SubjectReaders;
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
 * memory does not grow with their number; copies of one shot count once. Thread safe; owns nothing.
 *
 * <p>It is about the person whom enough photos show, or else the animal. Only where no model knows
 * either, it is about what looks alike in the photos, and the profile says so.
 */
public final class TrainOperation implements OperationRunner {
  private final PhotoGate gate;
  private final List<SubjectReader> readers;
  private final ImageEncoder encoder;
  private final ProfileStore profiles;
  private final InstantSource time;
  private final Supplier<String> runIds;
  private final boolean keepsCutouts;

  /**
   * @param runIds names under which trainings are stored; no two the same
   * @param keepsCutouts whether the subject is cut out of some photos for montages, which takes
   *     seconds
   */
  public TrainOperation(
      PhotoGate gate,
      SubjectReaders readers,
      ImageEncoder encoder,
      ProfileStore profiles,
      InstantSource time,
      Supplier<String> runIds,
      boolean keepsCutouts) {
    this.gate = gate;
    this.readers = readers.ofIdentity().isEmpty() ? readers.all() : readers.ofIdentity();
    this.encoder = encoder;
    this.profiles = profiles;
    this.time = time;
    this.runIds = runIds;
    this.keepsCutouts = keepsCutouts;
  }

  @Override
  public Capability capability() {
    boolean identity = readers.stream().anyMatch(reader -> reader.kind().isIdentity());
    return new Capability(List.of(), List.of(), identity, note());
  }

  private String note() {
    return switch (readers.getFirst().kind()) {
      case PERSON ->
          readers.size() == 1
              ? "Learns the person whom most of the photos show, by the face; no pets."
              : "Learns the person whom most of the photos show, by the face, or else the cat, dog,"
                  + " bird or horse.";
      case ANIMAL -> "Learns the cat, dog, bird or horse that most of the photos show; no people.";
      case APPEARANCE ->
          "Starter models: learns what looks alike in most of the photos, by colours and forms. It"
              + " knows no faces, so nobody is recognised or charged as recognised.";
    };
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    List<SeenSubjects> seen = readers.stream().map(SeenSubjects::new).toList();
    var shots = new Shots();
    var unusable = new UnusablePhotos();
    for (int photo = 0; photo < inputs.count(); photo++) {
      look(inputs, photo, shots, seen, unusable, stages, cancellation);
      stages.reached(Stage.MODEL, (photo + 1.0) / inputs.count());
    }
    unusable.check();
    TrainingChoice choice = choose(new TrainingPhotos(inputs.count(), shots.count()), seen);
    EncodedImage picture = picture(attempt.getSpec(), inputs, choice, stages, cancellation);
    List<byte[]> cutouts = cutouts(inputs, choice, stages, cancellation);
    cancellation.check();
    stages.add(Stage.STORE, () -> store(attempt, choice, cutouts));
    return new Made(List.of(picture), gate.used(choice.seen().reader().models()));
  }

  /** Looks at one photo; one that cannot be used is noted, and the others are looked at too. */
  private void look(
      Inputs inputs,
      int photo,
      Shots shots,
      List<SeenSubjects> seen,
      UnusablePhotos unusable,
      StageClock stages,
      Cancellation cancellation) {
    try (Photo picture = gate.admit(inputs, photo, stages, cancellation)) {
      stages.add(
          Stage.MODEL,
          () -> {
            for (SeenSubjects one : shots.add(picture) ? seen : List.<SeenSubjects>of()) {
              one.reader().study(picture, study -> one.add(photo, study, encoder), cancellation);
            }
            return seen;
          });
    } catch (ImageRefused e) {
      unusable.add(photo, e.code(), e.detail());
    } catch (OperationRefused e) {
      unusable.add(photo, e.code(), e.detail());
    }
  }

  /** Of the first kind that enough photos show. */
  private static TrainingChoice choose(TrainingPhotos sent, List<SeenSubjects> seen) {
    int photos = sent.shots();
    List<String> missed = new ArrayList<>();
    int needed = 0;
    for (SeenSubjects one : seen) {
      SubjectKind kind = one.reader().kind();
      double match = one.reader().spaces().getFirst().thresholds().match();
      switch (SubjectChoice.choose(photos, one.sightings(), kind, match)) {
        case Found found -> {
          return new TrainingChoice(one, found);
        }
        case Ambiguous two ->
            throw new OperationRefused(
                FailureCode.AMBIGUOUS_SUBJECT,
                String.format(
                    "Two %s are in about as many photos (%d and %d of %d): add photos of the one"
                        + " alone.%s%s",
                    kind == SubjectKind.PERSON ? "people" : "animals",
                    two.photos(),
                    two.second(),
                    photos,
                    sent.copies(),
                    turned(seen)));
        case NoSubject none -> {
          missed.add(lookedFor(kind) + " in " + none.photos() + " of " + photos);
          needed = none.needed();
        }
      }
    }
    throw new OperationRefused(
        FailureCode.NO_SUBJECT,
        String.format(
            "No subject is clearly seen in enough different photos: %s, at least %d are needed.%s%s"
                + " Send photos in which it is large, sharp and not turned away.",
            String.join(", ", missed), needed, sent.copies(), turned(seen)));
  }

  /** Photos whose heads are not up: what was found in them is less sure. */
  private static String turned(List<SeenSubjects> seen) {
    List<String> photos =
        seen.stream()
            .flatMap(one -> one.turned().stream())
            .distinct()
            .sorted()
            .map(photo -> "photo " + (photo + 1))
            .toList();
    return photos.isEmpty()
        ? ""
        : " Turn " + String.join(", ", photos) + " so that the head is up.";
  }

  private static String lookedFor(SubjectKind kind) {
    return switch (kind) {
      case PERSON -> "a person";
      case ANIMAL -> "a cat, dog, bird or horse";
      case APPEARANCE -> "something that looks alike";
    };
  }

  /** The best photo, cut to what it is about. */
  private EncodedImage picture(
      JobSpec spec,
      Inputs inputs,
      TrainingChoice choice,
      StageClock stages,
      Cancellation cancellation) {
    Sighting best =
        choice.found().subject().stream()
            .max(Comparator.comparingDouble(Sighting::quality))
            .orElseThrow();
    JobSpec jpeg = JobSpec.newBuilder(spec).setOutputFormat(OutputFormat.JPG).build();
    try (Photo photo = gate.admit(inputs, best.photo(), stages, cancellation);
        Photo portrait = choice.seen().reader().portrait(photo, choice.seen().at(best).region())) {
      return gate.deliver(portrait, jpeg, List.of(), stages, cancellation);
    }
  }

  private List<byte[]> cutouts(
      Inputs inputs, TrainingChoice choice, StageClock stages, Cancellation cancellation) {
    return keepsCutouts
        ? CutoutChoice.of(
            choice.spots(), photo -> gate.admit(inputs, photo, stages, cancellation), stages)
        : List.of();
  }

  private TrainedProfile store(JobAttempt attempt, TrainingChoice choice, List<byte[]> cutouts) {
    Map<String, byte[]> files = new HashMap<>();
    Map<Integer, TrainedProfile.Crop> crops = new TreeMap<>();
    for (Sighting sighting : choice.found().subject()) {
      String name = sighting.photo() + ".jpg";
      files.put(name, choice.seen().at(sighting).crop());
      crops.put(
          sighting.photo(), new TrainedProfile.Crop(name, sighting.photo(), sighting.quality()));
    }
    SubjectReader reader = choice.seen().reader();
    TrainedProfile profile =
        TrainedProfile.of(
            runIds.get(),
            time.instant(),
            reader.models().getLast().pack(),
            reader.kind(),
            reader.spaces().stream().map(EmbeddingSpace::id).toList(),
            List.copyOf(crops.values()));
    profiles.addCutouts(attempt.getAccount(), attempt.getJobId(), profile, cutouts);
    profiles.write(attempt.getAccount(), attempt.getJobId(), profile, files, choice.likenesses());
    return profile;
  }
}
