package dev.likeness.worker.identity;

import dev.likeness.worker.identity.Embedding.Weighted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds whom the photos of a training are about.
 *
 * <p>Faces are merged by average linkage: as long as there are two groups whose faces have a mean
 * cosine of at least the threshold, the nearest two become one. Pairs in the same photo say nothing
 * and do not count. The subject is the group that is in most photos; of a photo that shows it twice
 * (a mirror, a picture on the wall) the face nearest to the rest stays. Pictures that are nearly
 * the same count as one photo.
 */
public final class SubjectChoice {
  /** Two looks this near are copies of one shot. */
  private static final double SAME_SHOT = .98;

  /** A subject is in at least this many different photos, */
  private static final int FEWEST_PHOTOS = 3;

  /** and in at least this part of all, */
  private static final double SMALLEST_PART = .4;

  /** and in this many more than anybody else who is of the same kind. */
  private static final int LEAD = 2;

  private SubjectChoice() {}

  /** What was found. */
  public sealed interface Result {}

  /**
   * The subject.
   *
   * @param others everybody else
   */
  public record Found(List<Sighting> subject, List<Sighting> others) implements Result {
    public Found {
      subject = List.copyOf(subject);
      others = List.copyOf(others);
    }
  }

  /**
   * Nobody is in enough photos.
   *
   * @param photos in which the most frequent one is
   */
  public record NoSubject(int photos, int needed) implements Result {}

  /**
   * Two are in about as many photos.
   *
   * @param photos in which the most frequent one is
   * @param second the same of the next
   */
  public record Ambiguous(int photos, int second) implements Result {}

  /**
   * Chooses among all faces.
   *
   * @param photos of the training, also those that show no subject
   */
  public static Result choose(
      int photos, Collection<Sighting> sightings, SubjectKind kind, double match) {
    List<List<Sighting>> groups = groups(sightings, match);
    groups.sort(
        Comparator.comparingInt((List<Sighting> group) -> shots(group, kind))
            .thenComparingDouble(group -> group.stream().mapToDouble(Sighting::quality).sum())
            .reversed());
    int most = groups.isEmpty() ? 0 : shots(groups.getFirst(), kind);
    int second = groups.size() < 2 ? 0 : shots(groups.get(1), kind);
    int needed = Math.max(FEWEST_PHOTOS, (int) Math.ceil(SMALLEST_PART * photos));
    if (most < needed) {
      return new NoSubject(most, needed);
    }
    if (most < second + lead(kind)) {
      return new Ambiguous(most, second);
    }
    List<Sighting> subject = oneAPhoto(groups.getFirst());
    return new Found(
        subject, sightings.stream().filter(sighting -> !subject.contains(sighting)).toList());
  }

  /**
   * What only looks alike is often in every photo, as a wall behind the subject is: then it is the
   * one that stands out most.
   */
  private static int lead(SubjectKind kind) {
    return kind.isIdentity() ? LEAD : 0;
  }

  private static List<List<Sighting>> groups(Collection<Sighting> sightings, double match) {
    Linkage linkage = new Linkage(List.copyOf(sightings));
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < sightings.size(); i++) {
      groups.add(new ArrayList<>(List.of(i)));
    }
    Pair nearest = nearest(groups, linkage);
    while (nearest.cosine >= match) {
      groups.get(nearest.first).addAll(groups.remove(nearest.second));
      nearest = nearest(groups, linkage);
    }
    return new ArrayList<>(
        groups.stream().map(group -> group.stream().map(linkage.sightings::get).toList()).toList());
  }

  private static Pair nearest(List<List<Integer>> groups, Linkage linkage) {
    Pair nearest = new Pair(0, 0, Double.NEGATIVE_INFINITY);
    for (int first = 0; first < groups.size(); first++) {
      for (int second = first + 1; second < groups.size(); second++) {
        double cosine = linkage.between(groups.get(first), groups.get(second));
        if (cosine > nearest.cosine) {
          nearest = new Pair(first, second, cosine);
        }
      }
    }
    return nearest;
  }

  private static List<Sighting> oneAPhoto(List<Sighting> group) {
    Embedding middle =
        Embedding.mean(group.stream().map(s -> new Weighted(s.embedding(), 1)).toList());
    return List.copyOf(
        group.stream()
            .collect(
                Collectors.toMap(
                    Sighting::photo,
                    Function.identity(),
                    BinaryOperator.maxBy(
                        Comparator.comparingDouble(s -> s.embedding().cosine(middle))),
                    TreeMap::new))
            .values());
  }

  /**
   * In how many different shots the group is. What is the same thing in another shot may look the
   * same in every respect, so there each photo is a shot.
   */
  private static int shots(List<Sighting> group, SubjectKind kind) {
    if (!kind.isIdentity()) {
      return Math.toIntExact(group.stream().mapToInt(Sighting::photo).distinct().count());
    }
    List<Sighting> different = new ArrayList<>();
    for (Sighting sighting : group) {
      if (different.stream()
          .noneMatch(d -> d.embedding().cosine(sighting.embedding()) > SAME_SHOT)) {
        different.add(sighting);
      }
    }
    return different.size();
  }

  /** Cosines of all pairs, computed once: groups are compared again after every merge. */
  private static final class Linkage {
    private final List<Sighting> sightings;
    private final double[][] cosines;

    Linkage(List<Sighting> sightings) {
      this.sightings = sightings;
      this.cosines = new double[sightings.size()][sightings.size()];
      for (int i = 0; i < cosines.length; i++) {
        for (int j = 0; j < cosines.length; j++) {
          cosines[i][j] = sightings.get(i).embedding().cosine(sightings.get(j).embedding());
        }
      }
    }

    /** Mean cosine between two groups; as far as can be if one photo shows all of both. */
    double between(List<Integer> one, List<Integer> other) {
      double sum = 0;
      int pairs = 0;
      for (int mine : one) {
        for (int theirs : other) {
          if (sightings.get(mine).photo() != sightings.get(theirs).photo()) {
            sum += cosines[mine][theirs];
            pairs++;
          }
        }
      }
      return pairs == 0 ? Double.NEGATIVE_INFINITY : sum / pairs;
    }
  }

  private record Pair(int first, int second, double cosine) {}
}
