package dev.likeness.worker.serving;

import dev.likeness.worker.cutout.Head;
import dev.likeness.worker.cutout.HeadFinder;
import dev.likeness.worker.face.FaceDetector;
import dev.likeness.worker.face.FaceEmbedder;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.subject.AnimalReader;
import dev.likeness.worker.subject.AppearanceReader;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.subject.SubjectReaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads what reads subjects in photos: faces and animals if packs have them, and appearance. */
final class SubjectModels {
  private SubjectModels() {}

  /** Loads the readers of these packs for {@code owned} to close. */
  static SubjectReaders load(ModelPacks packs, ModelRuntime runtime, Ownership owned) {
    List<SubjectReader> readers = new ArrayList<>();
    packs
        .having(FaceDetector.ROLE, FaceEmbedder.ROLE)
        .map(pack -> owned.of(FaceReader.load(pack, auditor(packs, pack), runtime)))
        .ifPresent(readers::add);
    AnimalReader.load(packs, runtime).map(owned::of).ifPresent(readers::add);
    readers.add(owned.of(AppearanceReader.load(ModelPack.starter(), runtime)));
    return new SubjectReaders(readers);
  }

  /**
   * The pack that gives a second opinion on faces: the first that has a model for it, or else the
   * first other one that could read faces by itself.
   */
  private static Optional<ModelPack> auditor(ModelPacks packs, ModelPack deciding) {
    return packs
        .having(FaceEmbedder.AUDIT)
        .or(
            () ->
                packs.all().stream()
                    .filter(pack -> pack != deciding && pack.has(FaceEmbedder.ROLE))
                    .findFirst());
  }

  /** What reads faces, if they are read. */
  static Optional<FaceReader> faces(SubjectReaders readers) {
    return readers
        .of(SubjectKind.PERSON)
        .filter(FaceReader.class::isInstance)
        .map(FaceReader.class::cast);
  }

  /** Where heads are, if faces are read. */
  static HeadFinder heads(SubjectReaders readers) {
    return readers.of(SubjectKind.PERSON).map(SubjectModels::heads).orElse(HeadFinder.none());
  }

  private static HeadFinder heads(SubjectReader people) {
    return (photo, cancellation) ->
        people.find(photo, cancellation).stream()
            // What is known about bodies below heads is only so for upright ones.
            .filter(face -> face.turns() == 0)
            .map(face -> new Head(face.left(), face.top(), face.right(), face.bottom()))
            .toList();
  }
}
