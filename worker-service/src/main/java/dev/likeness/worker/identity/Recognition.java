package dev.likeness.worker.identity;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells which of several subjects are in a picture, one to one: a face is at most one subject, and
 * a subject at most one face.
 *
 * <p>A face can only be the subject that it is nearest to, by the margin over the next; so each
 * face has one candidate, the subject takes the best of its faces, and no search for the best
 * assignment is needed.
 *
 * <p>Every face is compared with every subject, and each comparison is a chance to take a stranger
 * for somebody. So the least score grows with their number, and {@link #FALSE_ACCEPTS} holds for
 * the picture and not for each comparison (Bonferroni's correction).
 */
public final class Recognition {
  /** Part of all pictures of strangers in which one may be taken for a subject. */
  static final double FALSE_ACCEPTS = .01;

  /** More do not count: the faces of a crowd are small, and hardly ever like anybody. */
  private static final int MAX_COMPARISONS = 64;

  private Recognition() {}

  /**
   * What a picture says about one subject.
   *
   * @param face the face that is taken for it, or the nearest if none is; -1 without any face
   * @param score of that face; 0 without any face
   * @param threshold least score that would have counted
   */
  public record Result(boolean recognised, int face, double score, double threshold) {}

  /**
   * Looks for each subject.
   *
   * @return one result per subject, in their order
   */
  public static List<Result> recognise(
      List<Likeness> subjects, List<Embedding> faces, EmbeddingSpace space) {
    int comparisons = Math.clamp((long) subjects.size() * faces.size(), 1, MAX_COMPARISONS);
    double bar = space.strangers().exceededBy(FALSE_ACCEPTS / comparisons);
    double margin = space.thresholds().margin();
    return IntStream.range(0, subjects.size())
        .mapToObj(subject -> recognise(subject, subjects, faces, bar, margin))
        .toList();
  }

  private static Result recognise(
      int subject, List<Likeness> subjects, List<Embedding> faces, double bar, double margin) {
    Likeness likeness = subjects.get(subject);
    double threshold = likeness.threshold(bar);
    Result best = new Result(false, -1, 0, threshold);
    for (int face = 0; face < faces.size(); face++) {
      double score = likeness.score(faces.get(face));
      boolean accepted =
          score >= threshold && score >= best(faces.get(face), subjects, subject) + margin;
      boolean better = accepted == best.recognised ? best.face < 0 || score > best.score : accepted;
      if (better) {
        best = new Result(accepted, face, score, threshold);
      }
    }
    return best;
  }

  /** Highest score of a face with any other subject. */
  private static double best(Embedding face, List<Likeness> subjects, int except) {
    return IntStream.range(0, subjects.size())
        .filter(subject -> subject != except)
        .mapToDouble(subject -> subjects.get(subject).score(face))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
