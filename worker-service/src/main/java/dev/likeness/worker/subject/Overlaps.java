package dev.likeness.worker.subject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Keeps one of several findings of the same subject (non-maximum suppression). */
public final class Overlaps {
  private static final int MOST = 5000;

  private Overlaps() {}

  /**
   * The best first; of two that overlap by more than {@code most} of what they cover together, only
   * the better one.
   */
  public static <T> List<T> suppressed(
      Collection<T> findings, Function<T, Region> where, double most) {
    List<T> kept = new ArrayList<>();
    findings.stream()
        .sorted(Comparator.comparingDouble((T found) -> where.apply(found).score()).reversed())
        .limit(MOST)
        .filter(
            found ->
                kept.stream()
                    .noneMatch(other -> where.apply(found).overlap(where.apply(other)) > most))
        .forEachOrdered(kept::add);
    return kept;
  }
}
