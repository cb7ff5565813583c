package dev.likeness.worker.operation;

import dev.likeness.kit.image.ImageFormat;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.subject.Region;
import dev.likeness.worker.subject.Study;
import dev.likeness.worker.subject.SubjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What one reader found in all photos of a training. For the one thread that runs it. */
final class SeenSubjects {
  private final SubjectReader reader;
  private final List<SeenSubject> subjects = new ArrayList<>();

  SeenSubjects(SubjectReader reader) {
    this.reader = reader;
  }

  SubjectReader reader() {
    return reader;
  }

  void add(int photo, Study study, ImageEncoder encoder) {
    subjects.add(
        new SeenSubject(
            photo,
            study.region(),
            study.quality(),
            study.embeddings(),
            encoder.encode(study.crop(), ImageFormat.JPEG)));
  }

  /** Numbers of the photos in which something was found that is not upright. */
  List<Integer> turned() {
    return subjects.stream()
        .filter(subject -> subject.region().turns() != 0)
        .map(SeenSubject::photo)
        .distinct()
        .toList();
  }

  List<Sighting> sightings() {
    return IntStream.range(0, subjects.size())
        .mapToObj(i -> subjects.get(i).sighting(i, 0))
        .toList();
  }

  SeenSubject at(Sighting sighting) {
    return subjects.get(sighting.id());
  }

  Sighting in(Sighting sighting, int space) {
    return at(sighting).sighting(sighting.id(), space);
  }

  /** A subject, and the file of its crop. */
  record SeenSubject(
      int photo, Region region, double quality, List<Embedding> embeddings, byte[] crop) {
    Sighting sighting(int id, int space) {
      return new Sighting(photo, id, embeddings.get(space), quality);
    }
  }
}
