package dev.likeness.worker.identity;

import dev.likeness.worker.identity.Embedding.Weighted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What is learned about one subject in one embedding space.
 *
 * @param centroid mean of the looks at it
 * @param exemplars a few looks, as different from each other as can be
 * @param own for each look, how near the others find it, ascending: what a real photo reaches
 * @param threshold least score that counts as this subject, when a look is compared with it alone
 */
public record Likeness(
    Embedding centroid, List<Embedding> exemplars, List<Double> own, double threshold) {
  private static final int EXEMPLARS = 5;

  /** A look further from the rest than this many times the usual distance is left out. */
  private static final double OUTLIER = 2.5;

  private static final double DEVIATIONS = 3;

  public Likeness {
    exemplars = List.copyOf(exemplars);
    own = List.copyOf(own);
  }

  /**
   * Learns from looks at a subject.
   *
   * @param subject at least one; the better ones count more
   * @param others who are somebody else
   */
  public static Likeness learn(
      Collection<Sighting> subject, Collection<Embedding> others, Thresholds thresholds) {
    List<Sighting> looks = withoutOutliers(subject, thresholds.match());
    Embedding centroid = centroid(looks);
    List<Embedding> exemplars = exemplars(looks, centroid);
    List<Double> own = own(looks);
    return new Likeness(
        centroid, exemplars, own, threshold(centroid, exemplars, own, others, thresholds));
  }

  /** How near a look is to the subject: to its mean, or to the two nearest exemplars. */
  public double score(Embedding look) {
    return score(look, centroid, exemplars);
  }

  /** Part of the subject's own looks, 0 to 1, whose score is not higher than this one. */
  public double percentile(double score) {
    return own.isEmpty()
        ? 0
        : (double) own.stream().filter(mine -> mine <= score).count() / own.size();
  }

  /**
   * Least score that counts as this subject where strangers must not reach {@code bar}: they are
   * kept out as far as that does not keep the subject's own photos out.
   */
  double threshold(double bar) {
    return Math.max(threshold, Math.min(bar, reached(own)));
  }

  private static double score(Embedding look, Embedding centroid, List<Embedding> exemplars) {
    double nearest =
        exemplars.stream()
            .map(look::cosine)
            .sorted(Comparator.reverseOrder())
            .limit(2)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(-1);
    return Math.max(look.cosine(centroid), nearest);
  }

  /** Without looks that are below the threshold, or much further out than is usual here. */
  private static List<Sighting> withoutOutliers(Collection<Sighting> subject, double match) {
    Embedding centroid = centroid(subject);
    double middle = median(subject.stream().map(s -> s.embedding().cosine(centroid)).toList());
    double deviation =
        median(
            subject.stream().map(s -> Math.abs(s.embedding().cosine(centroid) - middle)).toList());
    double least = Math.max(match, middle - OUTLIER * Math.max(deviation, .02));
    List<Sighting> kept =
        subject.stream().filter(s -> s.embedding().cosine(centroid) >= least).toList();
    return kept.isEmpty() ? List.copyOf(subject) : kept;
  }

  private static Embedding centroid(Collection<Sighting> looks) {
    return Embedding.mean(
        looks.stream().map(s -> new Weighted(s.embedding(), s.quality())).toList());
  }

  /** The look nearest to the mean, then always the one furthest from those taken. */
  private static List<Embedding> exemplars(List<Sighting> looks, Embedding centroid) {
    List<Embedding> left =
        new ArrayList<>(
            looks.stream()
                .map(Sighting::embedding)
                .sorted(Comparator.comparingDouble(e -> -e.cosine(centroid)))
                .toList());
    List<Embedding> taken = new ArrayList<>(List.of(left.removeFirst()));
    while (taken.size() < EXEMPLARS && !left.isEmpty()) {
      Embedding furthest =
          left.stream().min(Comparator.comparingDouble(e -> nearest(e, taken))).orElseThrow();
      left.remove(furthest);
      taken.add(furthest);
    }
    return taken;
  }

  private static double nearest(Embedding look, List<Embedding> taken) {
    return taken.stream().mapToDouble(look::cosine).max().orElse(-1);
  }

  /** Each look against a likeness that is learned from the others alone. */
  private static List<Double> own(List<Sighting> looks) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; looks.size() > 1 && i < looks.size(); i++) {
      List<Sighting> rest = new ArrayList<>(looks);
      Embedding look = rest.remove(i).embedding();
      Embedding centroid = centroid(rest);
      scores.add(score(look, centroid, exemplars(rest, centroid)));
    }
    scores.sort(Comparator.naturalOrder());
    return scores;
  }

  /**
   * Above whom else the photos show, but not above what the subject's own photos reach, and never
   * below what the model asks for.
   */
  private static double threshold(
      Embedding centroid,
      List<Embedding> exemplars,
      List<Double> own,
      Collection<Embedding> others,
      Thresholds thresholds) {
    double strangers =
        others.stream().mapToDouble(e -> score(e, centroid, exemplars)).max().orElse(-1);
    return Math.max(thresholds.match(), Math.min(strangers + thresholds.margin(), reached(own)));
  }

  /** What nearly every photo of the subject reaches; 1 where that is not known. */
  private static double reached(List<Double> own) {
    double mean = own.stream().mapToDouble(Double::doubleValue).average().orElse(1);
    double variance =
        own.stream().mapToDouble(score -> (score - mean) * (score - mean)).average().orElse(0);
    return mean - DEVIATIONS * Math.sqrt(variance);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
