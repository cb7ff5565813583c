package dev.likeness.worker.operation;

import dev.likeness.worker.cutout.Head;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Sighting;
import dev.likeness.worker.identity.SubjectChoice.Found;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.operation.CutoutChoice.Spot;
import dev.likeness.worker.subject.Region;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What the photos of a training are about. */
record TrainingChoice(SeenSubjects seen, Found found) {
  /** Where the subject is upright, the best photos first. */
  List<Spot> spots() {
    boolean person = seen.reader().kind() == SubjectKind.PERSON;
    return found.subject().stream()
        .filter(shown -> seen.at(shown).region().turns() == 0)
        .sorted(Comparator.comparingDouble(Sighting::quality).reversed())
        .map(shown -> new Spot(shown.photo(), head(shown), person, beside(shown)))
        .toList();
  }

  private List<Head> beside(Sighting shown) {
    return found.others().stream()
        .filter(other -> other.photo() == shown.photo())
        .map(this::head)
        .toList();
  }

  private Head head(Sighting sighting) {
    Region region = seen.at(sighting).region();
    return new Head(region.left(), region.top(), region.right(), region.bottom());
  }

  /** In each of the reader's spaces. */
  List<Likeness> likenesses() {
    List<EmbeddingSpace> spaces = seen.reader().spaces();
    return IntStream.range(0, spaces.size())
        .mapToObj(
            i ->
                Likeness.learn(
                    found.subject().stream().map(sighting -> seen.in(sighting, i)).toList(),
                    found.others().stream()
                        .map(sighting -> seen.in(sighting, i).embedding())
                        .toList(),
                    spaces.get(i).thresholds()))
        .toList();
  }
}
