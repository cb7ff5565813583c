package dev.likeness.callback.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random merges of sequences that keep the order inside each. */
public final class Interleavings {
  private Interleavings() {}

  public static List<Object> random(long seed, List<? extends List<?>> sequences) {
    var random = new Random(seed);
    var left = new ArrayList<ArrayList<Object>>();
    sequences.forEach(sequence -> left.add(new ArrayList<>(sequence)));
    var merged = new ArrayList<>();
    while (true) {
      left.removeIf(List::isEmpty);
      if (left.isEmpty()) {
        return merged;
      }
      merged.add(left.get(random.nextInt(left.size())).removeFirst());
    }
  }
}
